import type { Kernel } from './kernel.ts'

/** Types that mount(2) knows, with those that need a device at the end, as /proc/filesystems lists them. */
export const FILESYSTEMS = {
  virtual: ['sysfs', 'tmpfs', 'proc', 'cgroup2', 'devtmpfs', 'devpts', 'mqueue', 'overlay'],
  onDevice: ['ext3', 'ext2', 'ext4'],
} as const

/** Types of file systems on devices that the kernel knows now: those of a machine that was booted come with modules. */
export const typesOnDevice = ({ options, modules }: Kernel): readonly string[] =>
  options.platform
    ? BY_MODULE.filter(([name]) => modules.has(name)).flatMap(([, types]) => types)
    : FILESYSTEMS.onDevice

/** Which module brings which types. */
const BY_MODULE: readonly (readonly [string, readonly string[]])[] = [
  ['ext4', FILESYSTEMS.onDevice],
  ['vfat', ['vfat']],
  ['xfs', ['xfs']],
  ['btrfs', ['btrfs']],
]
