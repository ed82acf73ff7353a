import type { Instant } from '../base/time.ts'
import { S_IFBLK, S_IFCHR } from '../vfs/filesystem.ts'
import { TreeFs } from '../vfs/tree-fs.ts'
import type { Kernel } from './kernel.ts'
import { MEMORY_KB } from './memory.ts'

/** Character devices that every machine has (Documentation/admin-guide/devices.txt). */
const NODES = [
  ['null', 1, 3, 0o666],
  ['zero', 1, 5, 0o666],
  ['full', 1, 7, 0o666],
  ['random', 1, 8, 0o666],
  ['urandom', 1, 9, 0o666],
  ['kmsg', 1, 11, 0o644],
  ['tty0', 4, 0, 0o600],
  ['tty1', 4, 1, 0o600],
  ['ttyS0', 4, 64, 0o600],
  ['tty', 5, 0, 0o666],
  ['console', 5, 1, 0o600],
  ['ptmx', 5, 2, 0o666],
] as const

/** Those that a PC has besides (drivers that Debian's kernel has built in). Folders are made for what lies in them. */
const PC_NODES: readonly (readonly [name: string, major: number, minor: number, mode?: number])[] = [
  ['mem', 1, 1, 0o640],
  ['port', 1, 4, 0o640],
  ...Array.from({ length: 62 }, (_, i) => [`tty${i + 2}`, 4, i + 2, 0o620] as const),
  ...Array.from({ length: 3 }, (_, i) => [`ttyS${i + 1}`, 4, 65 + i] as const),
  ...['', '1'].flatMap((which) => [
    [`vcs${which}`, 7, Number(which)] as const,
    [`vcsu${which}`, 7, 64 + Number(which)] as const,
    [`vcsa${which}`, 7, 128 + Number(which)] as const,
  ]),
  ['psaux', 10, 1],
  ['cpu_dma_latency', 10, 124],
  ['userfaultfd', 10, 126],
  ['vga_arbiter', 10, 63],
  ['hwrng', 10, 183],
  ['hpet', 10, 228],
  ['snapshot', 10, 231],
  ['rtc0', 251, 0],
  ['input/mice', 13, 63],
  ['input/event0', 13, 64],
  ['input/event1', 13, 65],
]

const known = new WeakMap<Kernel, TreeFs>()

/** The file system that the kernel itself makes nodes in, for all its devices (drivers/base/devtmpfs.c). One for the machine. */
export function devtmpfs(kernel: Kernel): TreeFs {
  const before = known.get(kernel)
  if (before) return before
  const time = kernel.now()
  const fs = new TreeFs({ type: 'devtmpfs', dev: kernel.deviceNumber(), time })
  known.set(kernel, fs)
  const size = sizeOf(kernel)
  fs.capacity = { bytes: size * 1024, inodes: size / 4 }
  const owner = { uid: 0, gid: 0 }
  for (const [name, major, minor, mode] of NODES)
    fs.mknod(fs.root, name, S_IFCHR, { major, minor }, { mode, ...owner, time })
  if (kernel.options.platform) addPcNodes(fs, time)
  const add = ({ name, major, minor }: { name: string; major: number; minor: number }): void => {
    const attributes = { mode: 0o600, ...owner, time: kernel.now() }
    fs.mknod(fs.root, name, S_IFBLK, { major, minor }, attributes)
  }
  for (const device of kernel.blockDevices.all) add(device)
  kernel.blockDevices.onAdd = add
  kernel.blockDevices.onRemove = ({ name }) => {
    if (fs.child(fs.root, name) !== undefined) fs.unlink(fs.root, name, kernel.now())
  }
  return fs
}

function addPcNodes(fs: TreeFs, time: Instant): void {
  const owner = { uid: 0, gid: 0, time }
  const input = fs.mkdir(fs.root, 'input', { mode: 0o755, ...owner })
  for (const [path, major, minor, mode = 0o600] of PC_NODES) {
    const name = path.replace('input/', '')
    fs.mknod(name === path ? fs.root : input, name, S_IFCHR, { major, minor }, { mode, ...owner })
  }
}

/** What /proc/mounts shows of it (shmem_show_options): half the memory, an inode for every 4 KiB of that. */
export function devtmpfsOptions(kernel: Kernel): string[] {
  const size = sizeOf(kernel)
  return [`size=${size}k`, `nr_inodes=${size / 4}`, 'mode=755', 'inode64']
}

/** In KiB. */
const sizeOf = ({ options }: Kernel): number =>
  Math.floor((options.platform?.memoryKiB ?? MEMORY_KB.total) / 8) * 4 - 18_964
