/** Types that mount(2) knows, with those that need a device at the end, as /proc/filesystems lists them. */
export const FILESYSTEMS = {
  virtual: ['sysfs', 'tmpfs', 'proc', 'cgroup2', 'devtmpfs', 'devpts', 'mqueue', 'overlay'],
  onDevice: ['ext3', 'ext2', 'ext4'],
} as const
