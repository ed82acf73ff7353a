import type { FilesystemStatus } from '../kernel/process.ts'
import type { Io } from './program.ts'
import { quoteFile } from './quoting.ts'

/** Names and magic numbers of file systems, as coreutils has them (fs.h). */
const TYPES: Readonly<Record<string, readonly [name: string, magic: number]>> = {
  ext4: ['ext2/ext3', 0xef53],
  tmpfs: ['tmpfs', 0x01021994],
  devtmpfs: ['tmpfs', 0x01021994],
  overlay: ['overlayfs', 0x794c7630],
  proc: ['proc', 0x9fa0],
  sysfs: ['sysfs', 0x62656572],
  devpts: ['devpts', 0x1cd1],
  mqueue: ['mqueue', 0x19800202],
  cgroup2: ['cgroup2fs', 0x63677270],
}
const NAME_MAX = '255'

/** One `%` letter of `stat -f -c`; undefined for an unknown one. */
function directive(letter: string, name: string, status: FilesystemStatus): string | undefined {
  const [type, magic] = TYPES[status.type] ?? ['UNKNOWN', 0]
  switch (letter) {
    case 'a':
      return String(status.available)
    case 'b':
      return String(status.blocks)
    case 'c':
      return String(status.files)
    case 'd':
      return String(status.filesFree)
    case 'f':
      return String(status.free)
    case 'i':
      return '0'
    case 'l':
      return NAME_MAX
    case 'n':
      return name
    case 's':
    case 'S':
      return String(status.blockSize)
    case 't':
      return magic.toString(16)
    case 'T':
      return type
    default:
      return undefined
  }
}

export const expandFilesystem = (format: string, name: string, status: FilesystemStatus): string =>
  format.replace(/%(-?)(\d*)([A-Za-z%])/g, (_, left: string, width: string, letter: string) => {
    const text = letter === '%' ? '%' : (directive(letter, name, status) ?? '?')
    return left ? text.padEnd(Number(width)) : text.padStart(Number(width))
  })

const PORTRAIT = `    ID: %-8i Namelen: %-7l Type: %T
Block size: %-10s Fundamental block size: %S
Blocks: Total: %-10b Free: %-10f Available: %a
Inodes: Total: %-10c Free: %d
`
const BUSYBOX = `    ID: %-8i Namelen: %-7l Type: %T
Block size: %-10s
Blocks: Total: %-10b Free: %-10f Available: %a
Inodes: Total: %-10c Free: %d
`

/** What `stat -f FILE` prints without a format. */
export const filesystemPortrait = (io: Io, name: string, status: FilesystemStatus): string => {
  const shown = io.busybox ? `"${name}"` : quoteFile(name) === name ? `"${name}"` : quoteFile(name)
  return `  File: ${shown}\n${expandFilesystem(io.busybox ? BUSYBOX : PORTRAIT, name, status)}`
}
