import type { Platform } from '../../oci/types.ts'
import type { ImageRecipe, LayerPlan, RepositoryRecipe, Step } from '../recipe.ts'
import { alpineName, apkAdd, installedOf } from './apk.ts'
import { BUSYBOX_APPLETS } from './busybox-applets.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { muslLibrary, withMusl } from './musl.ts'
import { ON_ALPINE, ON_FEW } from './platforms.ts'
import { buildkit } from './steps.ts'

export interface AlpineRelease {
  readonly version: string
  readonly created: string
  /** Bytes of busybox. */
  readonly busybox: number
}

export const ALPINE_322: AlpineRelease = {
  version: '3.22.1',
  created: '2025-07-15T11:01:10Z',
  busybox: 814_136,
}
export const ALPINE_321: AlpineRelease = {
  version: '3.21.4',
  created: '2025-07-15T11:02:06Z',
  busybox: 808_712,
}
const ALPINE_320: AlpineRelease = { version: '3.20.7', created: '2025-07-15T11:02:57Z', busybox: 808_712 }

export const ALPINE_318: AlpineRelease = {
  version: '3.18.4',
  created: '2023-09-28T21:19:27Z',
  busybox: 841_288,
}

/** What the base image is made of; busybox is laid out apart. */
const PACKAGES = `alpine-baselayout-data 3.7.0-r0 7
alpine-keys 2.5-r0 4
apk-tools 2.14.9-r2 325 /sbin/apk
ca-certificates-bundle 20241121-r2 231
libapk2 2.14.9-r2 210
libcrypto3 3.5.1-r0 4710
libssl3 3.5.1-r0 882
musl-utils 1.2.5-r10 142 /sbin/ldconfig /usr/bin/getent /usr/bin/iconv /usr/bin/ldd
scanelf 1.3.8-r1 71 scanelf
ssl_client 1.37.0-r18 28 ssl_client
zlib 1.3.1-r2 110`

const PASSWD = `root:x:0:0:root:/root:/bin/sh
bin:x:1:1:bin:/bin:/sbin/nologin
daemon:x:2:2:daemon:/sbin:/sbin/nologin
lp:x:4:7:lp:/var/spool/lpd:/sbin/nologin
sync:x:5:0:sync:/sbin:/bin/sync
shutdown:x:6:0:shutdown:/sbin:/sbin/shutdown
halt:x:7:0:halt:/sbin:/sbin/halt
mail:x:8:12:mail:/var/mail:/sbin/nologin
news:x:9:13:news:/usr/lib/news:/sbin/nologin
ftp:x:21:21::/var/lib/ftp:/sbin/nologin
sshd:x:22:22:sshd:/dev/null:/sbin/nologin
games:x:35:35:games:/usr/games:/sbin/nologin
ntp:x:123:123:NTP:/var/empty:/sbin/nologin
guest:x:405:100:guest:/dev/null:/sbin/nologin
nobody:x:65534:65534:nobody:/:/sbin/nologin
`
const GROUPS =
  'root:0 bin:1 daemon:2 sys:3 adm:4 tty:5 disk:6 lp:7 kmem:9 wheel:10 floppy:11 mail:12 news:13 uucp:14 cron:16 audio:18 ' +
  'cdrom:19 dialout:20 ftp:21 sshd:22 input:23 tape:26 video:27 netdev:28 kvm:34 games:35 shadow:42 www-data:82 users:100 ' +
  'ntp:123 abuild:300 utmp:406 ping:999 nogroup:65533 nobody:65534'

export const ALPINE_PASSWD = PASSWD
export const ALPINE_GROUP = GROUPS.split(' ')
  .map((item) => item.replace(':', ':x:'))
  .map((line) => `${line}:\n`)
  .join('')
export const ALPINE_SHADOW = PASSWD.replace(/^([^:]+):.*$/gm, '$1:!::0:::::').replace('root:!', 'root:*')

const osRelease = (version: string): string => `NAME="Alpine Linux"
ID=alpine
VERSION_ID=${version}
PRETTY_NAME="Alpine Linux v${version.replace(/\.\d+$/, '')}"
HOME_URL="https://alpinelinux.org/"
BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"
`

const PROFILE = `export PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export PAGER=less
umask 022

for script in /etc/profile.d/*.sh; do
  [ -r "$script" ] && . "$script"
done
unset script
`

/** Where Alpine has an applet that is not in /bin. */
const IN_SBIN = new Set(
  'acpid adjtimex arp blkid blockdev depmod fbsplash fdisk findfs fsck fstrim getty halt hdparm hwclock ifconfig ifdown ifenslave ifup init inotifyd insmod ip ipaddr iplink ipneigh iproute iprule iptunnel klogd loadkmap losetup lsmod mdev mkfs.vfat mkswap modinfo modprobe nameif nologin pivot_root poweroff raidautorun reboot rmmod route setconsole slattach swapoff swapon switch_root sysctl syslogd tunctl udhcpc vconfig watchdog zcip'.split(
    ' ',
  ),
)
const IN_BIN = new Set(
  'arch ash base64 bbconfig busybox cat chattr chgrp chmod chown cp date dd df dmesg dnsdomainname dumpkmap echo egrep false fatattr fdflush fgrep fsync getopt grep gunzip gzip hostname ionice iostat ipcalc kbd_mode kill link linux32 linux64 ln login ls lsattr lzop makemime mkdir mknod mktemp more mount mountpoint mpstat mv netstat nice pidof ping ping6 pipe_progress printenv ps pwd reformime rev rm rmdir run-parts sed setpriv setserial sh sleep stat stty su sync tar touch true umount uname usleep watch zcat'.split(
    ' ',
  ),
)

function layout(plan: LayerPlan, release: AlpineRelease, platform: Platform): void {
  const branch = `v${release.version.replace(/\.\d+$/, '')}`
  const linked = withMusl(plan, platform)
  linked.program('bin/busybox', 'busybox', release.busybox)
  for (const applet of BUSYBOX_APPLETS) {
    const dir = IN_BIN.has(applet) ? 'bin' : IN_SBIN.has(applet) ? 'sbin' : 'usr/bin'
    if (applet !== 'busybox') plan.symlink(`${dir}/${applet}`, '/bin/busybox')
  }
  muslLibrary(plan, platform)
  apkAdd(linked, platform, '', PACKAGES)
  plan.file('etc/alpine-release', `${release.version}\n`)
  plan.file('etc/os-release', osRelease(release.version))
  plan.file(
    'etc/issue',
    `Welcome to Alpine Linux ${release.version.replace(/\.\d+$/, '')}\nKernel \\r on \\m (\\l)\n\n`,
  )
  plan.file('etc/passwd', ALPINE_PASSWD)
  plan.file('etc/group', ALPINE_GROUP)
  plan.file('etc/shadow', ALPINE_SHADOW, { mode: 0o640, gid: 42 })
  plan.file('etc/hostname', 'localhost\n')
  plan.file(
    'etc/hosts',
    '127.0.0.1\tlocalhost localhost.localdomain\n::1\t\tlocalhost localhost.localdomain\n',
  )
  plan.file('etc/profile', PROFILE)
  plan.file('etc/shells', '/bin/sh\n/bin/ash\n')
  plan.file('etc/apk/arch', `${alpineName(platform)}\n`)
  plan.file('etc/apk/world', 'alpine-baselayout\nalpine-keys\napk-tools\nbusybox\nmusl-utils\n')
  plan.file(
    'etc/apk/repositories',
    ['main', 'community'].map((part) => `https://dl-cdn.alpinelinux.org/alpine/${branch}/${part}\n`).join(''),
  )
  plan.generated('etc/apk/keys/alpine-devel@lists.alpinelinux.org.rsa.pub', 800, 'packed')
  for (const dir of [
    'dev',
    'home',
    'media',
    'mnt',
    'opt',
    'proc',
    'run',
    'srv',
    'sys',
    'usr/local/bin',
    'var/log',
  ])
    plan.directory(dir)
  plan.directory('root', { mode: 0o700 })
  for (const dir of ['tmp', 'var/tmp']) plan.directory(dir, { mode: 0o1777 })
  plan.directory('var/cache/apk')
  plan.directory('var/empty', { mode: 0o555 })
  plan.directory('var/spool/mail')
  plan.symlink('var/run', '../run')
}

const layerOf = layering()

/** The steps that images on Alpine begin with. */
export function alpineSteps(release: AlpineRelease, platform: Platform): readonly Step[] {
  const layer = layerOf(`alpine/${release.version}`, release.created, platform, (plan) =>
    layout(plan, release, platform),
  )
  return buildkit(release.created, [
    [`ADD alpine-minirootfs-${release.version}-${alpineName(platform)}.tar.gz /`, layer],
    'CMD ["/bin/sh"]',
  ])
}

const image = (release: AlpineRelease, platform: Platform): ImageRecipe => ({
  platform,
  created: release.created,
  config: { Env: [PATH], Cmd: ['/bin/sh'], WorkingDir: '/' },
  steps: alpineSteps(release, platform),
})

const RELEASES = [ALPINE_322, ALPINE_321, ALPINE_320]

/** apk's record in the base image. */
export const alpineRecord = (platform: Platform): string => installedOf(platform, PACKAGES)

/** A whole distribution in eight megabytes: musl and busybox. */
export const alpine: RepositoryRecipe = {
  name: 'library/alpine',
  description: 'A minimal image of Alpine Linux with a complete package index, 8 MB in size.',
  stars: 11_500,
  publisher: 'official',
  images: Object.fromEntries(
    RELEASES.map((release) => [
      release.version,
      {
        documents: 'attested',
        platforms: (release === ALPINE_322 ? ON_ALPINE : ON_FEW).map((platform) => image(release, platform)),
      } as const,
    ]),
  ),
  tags: Object.fromEntries([
    ['latest', RELEASES[0]!.version],
    ['3', RELEASES[0]!.version],
    ...RELEASES.flatMap(({ version }) => [
      [version.replace(/\.\d+$/, ''), version],
      [version, version],
    ]),
  ]),
}
