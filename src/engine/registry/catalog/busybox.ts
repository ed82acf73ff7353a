import { parseRfc3339 } from '../../base/time.ts'
import type { Machine } from '../../oci/machine-code.ts'
import { type ImageRecipe, type LayerRecipe, layerRecipe, type RepositoryRecipe } from '../recipe.ts'
import { BUSYBOX_APPLETS } from './busybox-applets.ts'
import { PATH } from './environment.ts'

interface Release {
  readonly version: string
  readonly created: string
  /** Bytes of the one executable. */
  readonly size: number
  /** Applets that this version did not have yet. */
  readonly without: readonly string[]
}

const RELEASES: readonly Release[] = [
  { version: '1.37.0', created: '2024-09-26T21:31:42Z', size: 1_242_936, without: [] },
  { version: '1.36.1', created: '2023-05-19T20:19:22Z', size: 1_238_816, without: ['getfattr'] },
  {
    version: '1.35.0',
    created: '2021-12-26T20:56:52Z',
    size: 1_230_592,
    without: ['getfattr', 'seedrng', 'tree', 'vlock'],
  },
]

const PASSWD = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
sys:x:3:3:sys:/dev:/bin/false
sync:x:4:100:sync:/bin:/bin/sync
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:Operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`
const SHADOW = PASSWD.replace(/^([^:]+):.*$/gm, '$1:*:10933:0:99999:7:::')
const GROUP = `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
lp:x:7:
mail:x:8:
kmem:x:9:
wheel:x:10:root
cdrom:x:11:
dialout:x:18:
floppy:x:19:
video:x:28:
audio:x:29:
tape:x:32:
www-data:x:33:
operator:x:37:
utmp:x:43:
plugdev:x:46:
staff:x:50:
lock:x:54:
netdev:x:82:
users:x:100:
nobody:x:65534:
`
const NSSWITCH = `passwd:\tfiles
group:\tfiles
shadow:\tfiles

hosts:\tfiles dns
networks:\tfiles dns

protocols:\tfiles
services:\tfiles
ethers:\tfiles
rpc:\tfiles
`

/** glibc as the image carries it, with sizes in bytes. */
const LIBRARIES: Readonly<Record<string, number>> = {
  'libc.so.6': 1_922_136,
  'libm.so.6': 907_784,
  'libnss_compat.so.2': 44_064,
  'libnss_dns.so.2': 14_352,
  'libnss_files.so.2': 14_352,
  'libnss_hesiod.so.2': 22_712,
  'libpthread.so.0': 14_480,
  'libresolv.so.2': 60_328,
}

function rootfs(release: Release, machine: Machine): LayerRecipe {
  const name = `busybox/${release.version}/${machine}`
  return layerRecipe(
    name,
    parseRfc3339(release.created)!,
    (plan) => {
      plan.program('bin/busybox', 'busybox', release.size)
      for (const applet of BUSYBOX_APPLETS)
        if (!release.without.includes(applet)) plan.hardlink(`bin/${applet}`, 'bin/busybox')
      plan.program('bin/getconf', 'getconf', 37_104)
      plan.directory('dev')
      plan.file('etc/passwd', PASSWD)
      plan.file('etc/group', GROUP)
      plan.file('etc/shadow', SHADOW, { mode: 0o640 })
      plan.file('etc/nsswitch.conf', NSSWITCH)
      for (const when of ['if-down.d', 'if-post-down.d', 'if-pre-up.d', 'if-up.d'])
        plan.directory(`etc/network/${when}`)
      plan.directory('home', { uid: 65_534, gid: 65_534 })
      for (const [file, size] of Object.entries(LIBRARIES))
        plan.generated(`lib/${file}`, size, 'binary', { mode: 0o755 })
      const loader = machine === 'amd64' ? 'ld-linux-x86-64.so.2' : 'ld-linux-aarch64.so.1'
      plan.generated(`lib/${loader}`, 210_968, 'binary', { mode: 0o755 })
      if (machine === 'amd64') plan.symlink('lib64', 'lib')
      plan.directory('root', { mode: 0o700 })
      plan.directory('tmp', { mode: 0o1777 })
      plan.symlink('usr/bin/env', '../../bin/env')
      plan.directory('usr/sbin')
      plan.directory('var/spool/mail', { uid: 8, gid: 8 })
      plan.directory('var/www', { uid: 33, gid: 33 })
    },
    machine,
  )
}

const image = (release: Release, machine: Machine): ImageRecipe => ({
  platform: { architecture: machine, os: 'linux', ...(machine === 'arm64' && { variant: 'v8' }) },
  created: release.created,
  config: { Env: [PATH], Cmd: ['sh'] },
  steps: [
    {
      created: release.created,
      createdBy: `BusyBox ${release.version} (glibc), Debian 12`,
      layer: rootfs(release, machine),
    },
  ],
})

const images = Object.fromEntries(
  RELEASES.map((release) => [
    release.version,
    release === RELEASES[0] ? [image(release, 'amd64'), image(release, 'arm64')] : [image(release, 'amd64')],
  ]),
)

/** One executable with four hundred names. */
export const busybox: RepositoryRecipe = {
  name: 'library/busybox',
  description: 'Busybox base image.',
  stars: 3400,
  official: true,
  images,
  tags: {
    latest: '1.37.0',
    glibc: '1.37.0',
    ...Object.fromEntries(
      RELEASES.flatMap(({ version }) => [
        [version, version],
        [version.slice(0, 4), version],
      ]),
    ),
  },
}
