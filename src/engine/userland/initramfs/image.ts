import { type Body, bytesOf, EMPTY, textBody } from '../../base/body.ts'
import { byCodeUnit, decode } from '../../base/text.ts'
import { type CpioEntry, writeCpio } from '../../vfs/cpio/write.ts'
import { writeZstd } from '../../vfs/cpio/zstd.ts'
import { S_IFDIR, S_IFLNK, S_IFREG } from '../../vfs/filesystem.ts'
import { APPLETS } from '../busybox/names.ts'

/** A file of the system that an initramfs is made from. */
export interface SourceFile {
  readonly mode: number
  /** Whole seconds since the epoch. */
  readonly mtime: number
  readonly body: Body
}

/** The system that an initramfs is made from. */
export interface InitramfsSource {
  /** Symlinks followed; undefined where nothing is. */
  file(path: string): SourceFile | undefined
  /** All files below a directory, as paths. */
  below(path: string): string[]
}

/** Applets of busybox that go to /usr/sbin; all others go to /usr/bin. */
const SBIN = new Set(
  `acpid adjtimex arp arping blockdev brctl chroot depmod devmem fdisk findfs freeramdisk fstrim getty halt hwclock httpd ifconfig ifdown ifup
   init insmod ip klogd loadkmap logread losetup lsmod mdev mkdosfs mke2fs mkswap modinfo modprobe nameif nologin pivot_root poweroff
   reboot rmmod route run-init runlevel sulogin swapoff swapon switch_root sysctl syslogd tunctl udhcpc udhcpd vconfig watchdog`.split(
    /\s+/,
  ),
)
/** Programs that are not busybox's, with their places. */
const PROGRAMS = [
  'usr/bin/kmod',
  'usr/bin/udevadm',
  'usr/lib/systemd/systemd-udevd',
  'usr/sbin/blkid',
  'usr/sbin/logsave',
  'usr/bin/resume',
]
/** What checks a file system, by its type. */
const CHECKERS: Readonly<Record<string, readonly string[]>> = {
  ext4: ['usr/sbin/fsck', 'usr/sbin/e2fsck', 'usr/sbin/fsck.ext4'],
  ext3: ['usr/sbin/fsck', 'usr/sbin/e2fsck', 'usr/sbin/fsck.ext3'],
  vfat: ['usr/sbin/fsck', 'usr/sbin/fsck.vfat'],
}
const TOOLS = '/usr/share/initramfs-tools'
const LINKS: Readonly<Record<string, string>> = {
  bin: 'usr/bin',
  lib: 'usr/lib',
  lib64: 'usr/lib64',
  sbin: 'usr/sbin',
  'etc/mtab': '/proc/mounts',
  'usr/sbin/modprobe': '../bin/kmod',
}
const EMPTY_FILES = ['etc/fstab', 'etc/ld.so.cache']
const FOLDERS = ['conf/conf.d', 'etc/modprobe.d', 'run', 'usr/lib64']

/** What to put in beyond the usual. */
export interface InitramfsWishes {
  readonly release: string
  /** Type of the root file system, as /etc/fstab says: what checks it comes along. */
  readonly rootType: string | undefined
  /** When it is made: for what has no file behind it. Whole seconds. */
  readonly time: number
}

/** The entries of an initramfs, in the order of their names (mkinitramfs(8)). */
export function initramfsEntries(
  source: InitramfsSource,
  { release, rootType, time }: InitramfsWishes,
): CpioEntry[] {
  const entries = new Map<string, CpioEntry>()
  const rdev = { major: 0, minor: 0 }
  const put = (name: string, mode: number, body: Body, mtime = time, inode = 0): void => {
    const parts = name.split('/')
    for (let i = 1; i < parts.length; i++) folder(parts.slice(0, i).join('/'))
    entries.set(name, { name, mode, uid: 0, gid: 0, mtime, body, rdev, inode })
  }
  const folder = (name: string): void => {
    if (!entries.has(name)) put(name, S_IFDIR | 0o755, EMPTY)
  }
  const copy = (from: string, to: string, inode = 0): boolean => {
    const found = source.file(from)
    if (found) put(to, S_IFREG | (found.mode & 0o7777), found.body, found.mtime, inode)
    return found !== undefined
  }
  put('.', S_IFDIR | 0o755, EMPTY)
  for (const name of FOLDERS) folder(name)
  for (const [name, target] of Object.entries(LINKS)) put(name, S_IFLNK | 0o777, textBody(target))
  for (const name of EMPTY_FILES) put(name, S_IFREG | 0o644, EMPTY)
  for (const name of [
    'etc/ld.so.conf',
    'etc/ld.so.conf.d/libc.conf',
    'etc/ld.so.conf.d/x86_64-linux-gnu.conf',
  ])
    if (!copy(`/${name}`, name)) put(name, S_IFREG | 0o644, EMPTY)
  if (!copy('/etc/udev/udev.conf', 'etc/udev/udev.conf')) put('etc/udev/udev.conf', S_IFREG | 0o644, EMPTY)
  put('conf/arch.conf', S_IFREG | 0o644, textBody('DPKG_ARCH=amd64\n'))
  copy('/etc/initramfs-tools/initramfs.conf', 'conf/initramfs.conf')
  copy(`${TOOLS}/init`, 'init')
  for (const path of [...source.below(`${TOOLS}/scripts`), ...source.below('/etc/initramfs-tools/scripts')])
    copy(path, path.replace(/^.*\/initramfs-tools\//, ''))
  for (const path of [...source.below('/etc/modprobe.d'), ...source.below('/usr/lib/modprobe.d')])
    copy(path, path.slice(1))
  orders(entries, put)
  modulesToLoad(source, put)
  for (const name of PROGRAMS) copy(`/${name}`, name)
  const busybox = ['busybox', 'sh', ...APPLETS]
  for (const name of new Set(busybox)) {
    const place = `usr/${SBIN.has(name) ? 'sbin' : 'bin'}/${name}`
    if (!entries.has(place)) copy('/usr/bin/busybox', place, 1)
  }
  for (const name of CHECKERS[rootType ?? ''] ?? []) copy(`/${name}`, name)
  for (const path of source.below(`/usr/lib/modules/${release}`))
    if (!NOT_EARLY.test(path)) copy(path, path.slice(1))
  return [...entries.values()].sort((a, b) => byCodeUnit(a.name, b.name))
}

/** Drivers that no root file system waits for (hook-functions, auto_add_modules). */
const NOT_EARLY = /\/kernel\/(drivers\/(gpu|watchdog)|fs\/(fat|nls))\//

/** ORDER of each stage: its scripts, those of the package first. */
function orders(
  entries: ReadonlyMap<string, CpioEntry>,
  put: (name: string, mode: number, body: Body) => void,
): void {
  const stages = new Map<string, string[]>()
  for (const name of entries.keys()) {
    const [, stage, script] = /^scripts\/([^/]+)\/([^/]+)$/.exec(name) ?? []
    if (stage === undefined || script === undefined || script === 'ORDER') continue
    stages.set(stage, [...(stages.get(stage) ?? []), script])
  }
  for (const [stage, scripts] of stages) {
    const lines = [...scripts]
      .sort(byCodeUnit)
      .map((script) => `/scripts/${stage}/${script} "$@"\n[ -e /conf/param.conf ] && . /conf/param.conf\n`)
    put(`scripts/${stage}/ORDER`, S_IFREG | 0o644, textBody(lines.join('')))
  }
}

/** /conf/modules, from /etc/initramfs-tools/modules. */
function modulesToLoad(source: InitramfsSource, put: (name: string, mode: number, body: Body) => void): void {
  const found = source.file('/etc/initramfs-tools/modules')
  const text = found ? decode(bytesOf(found.body)) : ''
  if (found && /^\s*[^#\s]/m.test(text)) put('conf/modules', S_IFREG | 0o644, found.body)
}

/** An initramfs as the file in /boot: an archive in a frame of zstd. */
export const initramfsImage = (source: InitramfsSource, wishes: InitramfsWishes): Body =>
  writeZstd(writeCpio(initramfsEntries(source, wishes)))
