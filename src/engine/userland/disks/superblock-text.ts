import { decode } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'
import { viewOf } from '../../vfs/blocks/bytes.ts'
import { uuidText } from '../../vfs/blocks/guid.ts'

/** `Sun Nov 22 02:00:44 2026`. */
function date(seconds: number): string {
  const [, day = '', month = '', year = '', time = ''] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(seconds * 1000).toUTCString()) ?? []
  const weekday = new Date(seconds * 1000).toUTCString().slice(0, 3)
  return `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`
}

/** What `tune2fs -l` shows of an ext4's superblock (e2fsprogs, lib/e2p/ls.c). */
export function superblockText(bytes: Uint8Array, now: Instant): string {
  const view = viewOf(bytes)
  const u32 = (at: number): number => view.getUint32(at, true)
  const label = decode(bytes.subarray(0x78, 0x88)).replace(/\0.*$/s, '')
  const block = 1024 << u32(0x18)
  const created = u32(0x108)
  const clean = (view.getUint16(0x3a, true) & 1) !== 0
  const interval = u32(0x44)
  const recovery = (u32(0x60) & 4) !== 0 ? 'needs_recovery ' : ''
  const perGroup = u32(0x20)
  const inodes = u32(0x28)
  const mounts = view.getInt16(0x36, true)
  const rows: readonly (readonly [string, string | number])[] = [
    ['Filesystem volume name', label || '<none>'],
    ['Last mounted on', '<not available>'],
    ['Filesystem UUID', uuidText(bytes.subarray(0x68))],
    ['Filesystem magic number', '0xEF53'],
    ['Filesystem revision #', '1 (dynamic)'],
    [
      'Filesystem features',
      `has_journal ext_attr resize_inode dir_index filetype ${recovery}extent 64bit flex_bg sparse_super large_file huge_file dir_nlink extra_isize metadata_csum`,
    ],
    ['Filesystem flags', 'signed_directory_hash '],
    ['Default mount options', 'user_xattr acl'],
    ['Filesystem state', clean ? 'clean' : 'not clean'],
    ['Errors behavior', 'Continue'],
    ['Filesystem OS type', 'Linux'],
    ['Inode count', u32(0x0)],
    ['Block count', u32(0x4)],
    ['Reserved block count', u32(0x8)],
    ['Free blocks', u32(0xc)],
    ['Free inodes', u32(0x10) || Math.max(0, u32(0x0) - 11)],
    ['First block', u32(0x14)],
    ['Block size', block],
    ['Fragment size', block],
    ['Group descriptor size', 64],
    ['Blocks per group', perGroup],
    ['Fragments per group', perGroup],
    ['Inodes per group', inodes],
    ['Inode blocks per group', Math.ceil((inodes * 256) / block)],
    ['Flex block group size', 16],
    ['Filesystem created', date(created || Number(now / 1_000_000_000n))],
    ['Last mount time', 'n/a'],
    ['Mount count', view.getUint16(0x34, true)],
    ['Maximum mount count', mounts || -1],
    ['Check interval', interval === 0 ? '0 (<none>)' : `${interval} (${spell(interval)})`],
    ['Reserved blocks uid', '0 (user root)'],
    ['Reserved blocks gid', '0 (group root)'],
    ['First inode', u32(0x54)],
    ['Inode size', 256],
    ['Journal inode', 8],
    ['Default directory hash', 'half_md4'],
    ['Journal backup', 'inode blocks'],
    ['Checksum type', 'crc32c'],
  ]
  return rows
    .map(([name, value]) =>
      name === 'Inode size' ? `${name}:\t          ${value}\n` : `${`${name}:`.padEnd(25)} ${value}\n`,
    )
    .join('')
}

function spell(seconds: number): string {
  const days = seconds / 86_400
  if (days % 30 === 0) return `${days / 30} month${days === 30 ? '' : 's'}`
  if (days % 7 === 0) return `${days / 7} week${days === 7 ? '' : 's'}`
  return `${days} day${days === 1 ? '' : 's'}`
}
