import { type Body, textBody } from '../../base/body.ts'
import type { Instant } from '../../base/time.ts'
import { FUNCTIONS } from '../../boot/debian/initramfs-tools/functions-script.ts'
import { INIT } from '../../boot/debian/initramfs-tools/init-script.ts'
import { LOCAL, NFS, STAGES } from '../../boot/debian/initramfs-tools/local-script.ts'
import { MODULES as GRUB_MODULES } from '../../boot/grub/commands/registry.ts'
import { moduleFile } from '../../boot/start/module-file.ts'
import { MODULES, modulePath, modulesAlias, modulesDep } from '../../boot/start/modules.ts'
import { DEBIAN_STEPS } from '../../registry/catalog/debian.ts'
import { programBody } from '../../registry/recipe.ts'
import type { LayerEntry } from '../../vfs/entry.ts'
import type { Part } from './layout.ts'

export const RELEASE = '6.1.0-50-amd64'
export const VERSION = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02)'

/** Directories and links of the root in the order in which the installer made them. */
const TOP = [
  'lost+found',
  'boot',
  'vmlinuz.old',
  'initrd.img.old',
  'vmlinuz',
  'initrd.img',
  ...'var etc usr lib lib64 bin dev home root run sbin sys tmp proc mnt srv opt media'.split(' '),
]

/** Programs beyond those of Debian's smallest image, with their sizes in bytes. */
const PROGRAMS: Readonly<Record<string, number>> = {
  'usr/bin/kmod': 174_424,
  'usr/bin/resume': 14_408,
  'usr/bin/ps': 142_664,
  'usr/bin/free': 26_752,
  'usr/bin/uptime': 14_584,
  'usr/bin/less': 199_048,
  'usr/bin/zstd': 1_024_520,
  'usr/bin/cpio': 165_208,
  'usr/bin/lsinitramfs': 1_000,
  'usr/bin/unmkinitramfs': 1_000,
  'usr/bin/ip': 755_760,
  'usr/bin/ss': 137_816,
  'usr/sbin/logsave': 14_432,
  'usr/sbin/update-initramfs': 6_900,
  'usr/sbin/mkinitramfs': 11_700,
  'usr/sbin/update-grub': 64,
  'usr/sbin/grub-mkconfig': 8_800,
  'usr/sbin/grub-install': 1_276_288,
  'usr/sbin/efibootmgr': 47_976,
  'usr/bin/mokutil': 68_536,
  'usr/sbin/sfdisk': 109_872,
  'usr/sbin/mkfs.vfat': 52_552,
}
/** Programs whose files are named otherwise than they. */
const NAMES: Readonly<Record<string, string>> = {
  'usr/sbin/update-grub': 'grub-mkconfig',
}

const KMOD_LINKS = ['modprobe', 'insmod', 'rmmod', 'lsmod', 'depmod', 'modinfo']
const BUSYBOX = 772_880
/** When the packages were built. */
const INITRAMFS_TOOLS: Instant = 1_745_500_000_000_000_000n
const BUSYBOX_BUILT: Instant = 1_778_150_000_000_000_000n
/** A module's file is larger than what it takes in memory. */
const MODULE_FILE = 3.2
/** Bytes of a module of GRUB. */
export const GRUB_MODULE = 8_192

export interface RootOptions {
  readonly time: Instant
  readonly parts: readonly Part[]
  readonly firmware: 'bios' | 'uefi'
  /** What grub-install makes its images from. */
  readonly templates: () => readonly [name: string, body: Body][]
  /** Signs a module of the kernel. */
  readonly module?: ((module: Body) => Body) | undefined
  /** Files of other packages: they replace those of the same path. */
  readonly more: readonly LayerEntry[]
}

/** Everything on the root file system but /boot's own. */
export function rootEntries(options: RootOptions): LayerEntry[] {
  const { time, parts, module = (body) => body, more } = options
  const owner = { uid: 0, gid: 0, mtime: time }
  const directory = (path: string, mode = 0o755): LayerEntry => ({ kind: 'directory', path, mode, ...owner })
  const file = (path: string, text: string, mode = 0o644): LayerEntry => ({
    kind: 'file',
    path,
    body: textBody(text),
    mode,
    ...owner,
  })
  const link = (path: string, target: string): LayerEntry => ({
    kind: 'symlink',
    path,
    target,
    mode: 0o777,
    ...owner,
  })
  const program = (path: string, name: string, size: number): LayerEntry => ({
    kind: 'file',
    path,
    body: programBody(name, 'amd64', size),
    mode: 0o755,
    ...owner,
  })
  const modules = [...MODULES.keys()]
  const base = `usr/lib/modules/${RELEASE}`
  const folders = new Set(
    modules.flatMap((name) => {
      const parts = `${base}/${modulePath(name)}`.split('/').slice(0, -1)
      return parts.map((_, i) => parts.slice(0, i + 1).join('/')).slice(2)
    }),
  )
  const own: LayerEntry[] = [
    ...Object.entries(PROGRAMS).map(([path, size]) =>
      program(path, NAMES[path] ?? path.slice(path.lastIndexOf('/') + 1), size),
    ),
    { ...program('usr/bin/busybox', 'busybox-static', BUSYBOX), mtime: BUSYBOX_BUILT },
    ...KMOD_LINKS.map((name) => link(`usr/sbin/${name}`, '../bin/kmod')),
    ...[...folders].sort().map((path) => directory(path)),
    ...modules.map(
      (name): LayerEntry => ({
        kind: 'file',
        path: `${base}/${modulePath(name)}`,
        body: module(moduleFile(name, Math.floor(MODULES.get(name)!.size * MODULE_FILE))),
        mode: 0o644,
        ...owner,
      }),
    ),
    file(`${base}/modules.dep`, modulesDep(modules)),
    file(`${base}/modules.alias`, modulesAlias(modules)),
    file(`${base}/modules.devname`, MODULES_DEVNAME),
    directory('usr/share/initramfs-tools'),
    directory('usr/share/initramfs-tools/scripts'),
    { ...file('usr/share/initramfs-tools/init', INIT, 0o755), mtime: INITRAMFS_TOOLS },
    file('usr/share/initramfs-tools/scripts/functions', FUNCTIONS),
    file('usr/share/initramfs-tools/scripts/local', LOCAL),
    file('usr/share/initramfs-tools/scripts/nfs', NFS),
    ...[...new Set(Object.keys(STAGES).map((path) => path.split('/')[0]!))].map((stage) =>
      directory(`usr/share/initramfs-tools/scripts/${stage}`),
    ),
    ...Object.entries(STAGES).map(([path, text]) =>
      file(`usr/share/initramfs-tools/scripts/${path}`, text, 0o755),
    ),
    ...grubFiles(options).map(
      ([path, body]): LayerEntry => ({ kind: 'file', path, body, mode: 0o644, ...owner }),
    ),
    directory('etc/initramfs-tools'),
    file('etc/initramfs-tools/initramfs.conf', INITRAMFS_CONF),
    file('etc/initramfs-tools/modules', '# Modules to include in the initramfs, one a line\n'),
    directory('etc/modprobe.d'),
    directory('etc/default'),
    file('etc/default/grub', DEFAULT_GRUB),
    directory('etc/kernel'),
    file('etc/fstab', fstab(parts)),
    file('etc/hostname', 'debian\n'),
    file('etc/machine-id', '68e7de85d8e047aab9694d4ccd76cf46\n', 0o444),
    file('etc/issue', 'Debian GNU/Linux 12 \\n \\l\n\n'),
    file('etc/shadow', `root:${ROOT_PASSWORD}:20000:0:99999:7:::\n`, 0o640),
    file('root/.bashrc', '# ~/.bashrc: executed by bash(1) for non-login shells.\n'),
    file('root/.profile', PROFILE),
    file('etc/hosts', '127.0.0.1\tlocalhost\n127.0.1.1\tdebian\n'),
    file('etc/bash.bashrc', BASHRC),
    file('etc/debian_version', '12.15\n'),
    ...more,
  ]
  const paths = new Set(own.map(({ path }) => path))
  const debian = DEBIAN_STEPS.flatMap((step) => step.layer?.entries() ?? []).filter(
    ({ path }) => !paths.has(path),
  )
  const kernel = `boot/vmlinuz-${RELEASE}`
  const initrd = `boot/initrd.img-${RELEASE}`
  const links = [
    directory('lost+found', 0o700),
    link('vmlinuz', kernel),
    link('vmlinuz.old', kernel),
    link('initrd.img', initrd),
    link('initrd.img.old', initrd),
  ]
  const all = [...links, ...debian, ...own].filter(({ path }) => !path.startsWith('boot/'))
  const rank = ({ path }: LayerEntry): number => TOP.indexOf(path)
  const first = all.filter((entry) => rank(entry) >= 0).sort((a, b) => rank(a) - rank(b))
  return [...first, ...all.filter((entry) => rank(entry) < 0)]
}

/** What grub-install takes from: the package of the firmware's platform. */
function grubFiles({ firmware, templates }: RootOptions): [path: string, body: Body][] {
  const platform = firmware === 'uefi' ? 'x86_64-efi' : 'i386-pc'
  const files: [string, Body][] = [
    ...GRUB_MODULES.map((name): [string, Body] => [
      `${name}.mod`,
      programBody(`grub:${name}`, 'amd64', GRUB_MODULE),
    ]),
    ['modinfo.sh', textBody(`#!/bin/sh\n\ngrub_modinfo_target_cpu=${platform.split('-')[0]}\n`)],
    ...templates(),
  ]
  return files.map(([name, body]) => [`usr/lib/grub/${platform}/${name}`, body])
}

/** /etc/fstab, as the installer writes it. */
function fstab(parts: readonly Part[]): string {
  const row = (part: Part): string => {
    const id = `UUID=${part.uuid}`
    if (part.role === 'efi') return `${id}  /boot/efi       vfat    umask=0077      0       1`
    if (part.role === 'swap') return `${id} none            swap    sw              0       0`
    if (part.role === 'boot') return `${id} /boot           ext4    defaults        0       2`
    return `${id} /               ext4    errors=remount-ro 0       1`
  }
  const order = ['root', 'boot', 'efi', 'swap']
  const rows = [...parts].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role)).map(row)
  return `# /etc/fstab: static file system information.\n#\n# <file system> <mount point>   <type>  <options>       <dump>  <pass>\n${rows.join('\n')}\n`
}

const DEFAULT_GRUB = `GRUB_DEFAULT=0
GRUB_TIMEOUT=5
GRUB_DISTRIBUTOR=\`lsb_release -i -s 2> /dev/null || echo Debian\`
GRUB_CMDLINE_LINUX_DEFAULT=""
GRUB_CMDLINE_LINUX="console=ttyS0,115200"
GRUB_TERMINAL=serial
GRUB_SERIAL_COMMAND="serial --speed=115200 --unit=0 --word=8 --parity=no --stop=1"
`

const INITRAMFS_CONF = `# Settings of mkinitramfs(8)
MODULES=most
BUSYBOX=auto
KEYMAP=n
COMPRESS=zstd
DEVICE=
NFSROOT=auto
RUNSIZE=10%
FSTYPE=auto
`

const BASHRC = `# For interactive shells of bash(1).
[ -z "$PS1" ] && return
shopt -s checkwinsize
PS1='\\u@\\h:\\w\\$ '
`

const PROFILE = `# ~/.profile: executed by Bourne-compatible login shells.
if [ "$BASH" ]; then
  [ -f /etc/bash.bashrc ] && . /etc/bash.bashrc
  [ -f ~/.bashrc ] && . ~/.bashrc
fi
`

/** Of the password `root` (crypt(5), SHA-512). */
const ROOT_PASSWORD =
  '$6$rounds=1000$strata$K8I.z.3VLxXEik4zTmYuFy6QqPZ2KowPHgM/YnxarocNJw2jUUPPrpdUNhClIq0rsvWLNry..otVsRXNuBnJ90'

/** Nodes that load their module when they are opened (depmod(8)). */
const MODULES_DEVNAME = `# Device nodes to trigger on-demand module loading.
autofs4 autofs c10:235
cuse cuse c10:203
fuse fuse c10:229
loop loop-control c10:237
tun net/tun c10:200
uhid uhid c10:239
uinput uinput c10:223
vhost_net vhost-net c10:238
`
