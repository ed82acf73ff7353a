/** Options of ext4 (ext4(5)), as `mount -o` gives them to the kernel. */
const EXT4 =
  /^((no)?(acl|user_xattr|auto_da_alloc|barrier|delalloc|discard|grpid|bsdgroups|init_itable|lazytime|block_validity|dioread_lock|quota)|abort|bsddf|minixdf|sysvgroups|debug|dax|i_version|journal_checksum|journal_async_commit|noload|norecovery|nombcache|prjquota|usrquota|grpquota|jqfmt=\w+|usrjquota=\S*|grpjquota=\S*|(errors|data)=(continue|panic|remount-ro|journal|ordered|writeback)|(sb|commit|barrier|resuid|resgid|stripe|inode_readahead_blks|journal_ioprio|max_batch_time|min_batch_time|max_dir_size_kb|init_itable|auto_da_alloc)=\d+)$/

/** Whether a type of file systems on devices takes an option. Those of vfat are checked where they are read. */
export const isOptionOf = (type: string, option: string): boolean =>
  type === 'vfat' || (/^ext[234]$/.test(type) && EXT4.test(option))

/** What the kernel's log says of an option that it refuses (fs/fs_parser.c). */
export const optionRefused = (type: string, option: string): string =>
  `${type}: Unknown parameter '${option.split('=')[0]}'`

/** What the kernel's log says where a device holds nothing of a type. */
export function notFoundOn(type: string, device: string): string {
  if (type === 'vfat') return `FAT-fs (${device}): Can't find a valid FAT filesystem`
  if (type === 'xfs') return `XFS (${device}): Invalid superblock magic number`
  return `${type === 'ext4' ? 'EXT4-fs' : type} (${device}): VFS: Can't find ext4 filesystem`
}
