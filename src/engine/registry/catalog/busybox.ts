import type { Platform } from '../../oci/types.ts'
import {
  type Documents,
  type ImageRecipe,
  type LayerRecipe,
  layerRecipe,
  type RepositoryRecipe,
} from '../recipe.ts'
import { BUSYBOX_APPLETS } from './busybox-applets.ts'
import { PATH } from './environment.ts'
import { AMD64, ARM64, debianPort, machineOf, ON_BUSYBOX, suffixOf } from './platforms.ts'
import { instant } from './steps.ts'

interface Release {
  readonly version: string
  /** The C library that it is built with: in files of its own, or, with musl, inside the executable. */
  readonly libc: 'glibc' | 'musl'
  readonly created: string
  /** Bytes of the one executable. */
  readonly size: number
  /** Applets that this version did not have yet. */
  readonly without: readonly string[]
  readonly documents: Documents
  readonly platforms: readonly Platform[]
}

const RELEASES: readonly Release[] = [
  {
    version: '1.37.0',
    libc: 'glibc',
    created: '2024-09-26T21:31:42Z',
    size: 1_242_936,
    without: [],
    documents: 'attested',
    platforms: ON_BUSYBOX,
  },
  {
    version: '1.37.0',
    libc: 'musl',
    created: '2024-09-26T21:31:42Z',
    size: 1_470_960,
    without: [],
    documents: 'attested',
    platforms: [AMD64, ARM64],
  },
  {
    version: '1.36.1',
    libc: 'glibc',
    created: '2023-05-19T20:19:22Z',
    size: 1_238_816,
    without: ['getfattr'],
    documents: 'oci',
    platforms: [AMD64, ARM64],
  },
  {
    version: '1.35.0',
    libc: 'glibc',
    created: '2021-12-26T20:56:52Z',
    size: 1_230_592,
    without: ['getfattr', 'seedrng', 'tree', 'vlock'],
    documents: 'list',
    platforms: [AMD64, ARM64],
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

/** Raspberry Pis of the first kind are Alpine's and busybox's business, not Debian's. */
const loaderOf = (platform: Platform): string =>
  debianPort(platform.variant === 'v6' ? { ...platform, variant: 'v7' } : platform).loader

const BUILT_ON: Readonly<Record<Release['libc'], string>> = { glibc: 'Debian 12', musl: 'Alpine 3.22' }

/** Tag of a release: glibc goes without saying. */
const tagOf = ({ version, libc }: Release): string => (libc === 'glibc' ? version : `${version}-${libc}`)

function rootfs(release: Release, platform: Platform): LayerRecipe {
  return layerRecipe(
    `busybox/${tagOf(release)}${suffixOf(platform)}`,
    instant(release.created),
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
      if (release.libc === 'glibc') {
        for (const [file, size] of Object.entries(LIBRARIES))
          plan.generated(`lib/${file}`, size, 'binary', { mode: 0o755 })
        plan.generated(`lib/${loaderOf(platform)}`, 210_968, 'binary', { mode: 0o755 })
        if (platform === AMD64) plan.symlink('lib64', 'lib')
      }
      plan.directory('root', { mode: 0o700 })
      plan.directory('tmp', { mode: 0o1777 })
      plan.symlink('usr/bin/env', '../../bin/env')
      plan.directory('usr/sbin')
      plan.directory('var/spool/mail', { uid: 8, gid: 8 })
      plan.directory('var/www', { uid: 33, gid: 33 })
    },
    machineOf(platform),
  )
}

const image = (release: Release, platform: Platform): ImageRecipe => ({
  platform,
  created: release.created,
  config: { Env: [PATH], Cmd: ['sh'] },
  steps: [
    {
      created: release.created,
      createdBy: `BusyBox ${release.version} (${release.libc}), ${BUILT_ON[release.libc]}`,
      layer: rootfs(release, platform),
    },
  ],
})

const images = Object.fromEntries(
  RELEASES.map((release) => [
    tagOf(release),
    {
      documents: release.documents,
      platforms: release.platforms.map((platform) => image(release, platform)),
    },
  ]),
)

/** One executable with four hundred names. */
export const busybox: RepositoryRecipe = {
  name: 'library/busybox',
  description: 'Busybox base image.',
  stars: 3400,
  publisher: 'official',
  images,
  tags: {
    latest: '1.37.0',
    glibc: '1.37.0',
    musl: '1.37.0-musl',
    ...Object.fromEntries(
      RELEASES.flatMap((release) => {
        const tag = tagOf(release)
        return [
          [tag, tag],
          [tag.replace(/^(\d+\.\d+)\.\d+/, '$1'), tag],
        ]
      }),
    ),
  },
}
