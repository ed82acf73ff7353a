import { toBinary } from '../base/text.ts'
import type { Stat } from '../vfs/filesystem.ts'
import { isSymlink } from '../vfs/filesystem.ts'
import { Names } from './accounts.ts'
import { fullTime, zoneOf } from './calendar.ts'
import { unescapeBytes } from './escapes.ts'
import { isDevice } from './listing.ts'
import { modeString, octalMode, typeWord } from './mode.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { program, reason } from './program.ts'
import { quoteAlways, quoteFile } from './quoting.ts'
import { blocksOf } from './sizes.ts'
import { expandFilesystem, filesystemPortrait } from './stat-filesystem.ts'
import { fromBinary, toBytes, toText } from './text.ts'

const OPTIONS = optionTable(
  '[OPTION]... FILE...',
  '-L/--dereference -f/--file-system !--cached: -c/--format: --printf: -t/--terse',
)
const TERSE = '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o'

const seconds = (at: bigint): string => (at / 1_000_000_000n).toString()

interface Subject {
  readonly name: string
  readonly stat: Stat
  readonly names: Names
}

/** What one `%` letter of `stat -c` stands for; undefined for an unknown one. */
function directive(io: Io, letter: string, { name, stat, names }: Subject): string | undefined {
  const zone = zoneOf(io.p)
  switch (letter) {
    case 'a':
      return (stat.mode & 0o7777).toString(8)
    case 'A':
      return modeString(stat.mode)
    case 'b':
      return String(blocksOf(stat))
    case 'B':
      return '512'
    case 'd':
      return String(stat.dev)
    case 'D':
      return stat.dev.toString(16)
    case 'f':
      return stat.mode.toString(16)
    case 'F':
      return typeWord(stat.mode, stat.size)
    case 'g':
      return String(stat.gid)
    case 'G':
      return names.group(stat.gid) ?? 'UNKNOWN'
    case 'h':
      return String(stat.nlink)
    case 'i':
      return String(stat.ino)
    case 'm':
      return mountPoint(io, name, stat)
    case 'n':
      return name
    case 'N': {
      const quote = io.busybox ? (text: string) => `'${text}'` : quoteAlways
      return isSymlink(stat.mode)
        ? `${quote(name)} -> ${quote(io.p.readlink(name))}`
        : io.busybox
          ? name
          : quoteAlways(name)
    }
    case 'o':
      return '4096'
    case 's':
      return String(stat.size)
    case 't':
      return stat.rdev.major.toString(16)
    case 'T':
      return stat.rdev.minor.toString(16)
    case 'r':
      return String(stat.rdev.major * 256 + stat.rdev.minor)
    case 'u':
      return String(stat.uid)
    case 'U':
      return names.user(stat.uid) ?? 'UNKNOWN'
    case 'w':
      return '-'
    case 'W':
      return '0'
    case 'x':
      return fullTime(stat.atime, zone)
    case 'X':
      return seconds(stat.atime)
    case 'y':
      return fullTime(stat.mtime, zone)
    case 'Y':
      return seconds(stat.mtime)
    case 'z':
      return fullTime(stat.ctime, zone)
    case 'Z':
      return seconds(stat.ctime)
    case '%':
      return '%'
    default:
      return undefined
  }
}

/** The directory where the file's file system begins: as far up as the device number stays. */
function mountPoint(io: Io, name: string, stat: Stat): string {
  let path = io.p.realpath(name)
  while (path !== '/') {
    const parent = path.slice(0, path.lastIndexOf('/')) || '/'
    if (io.p.stat(parent).dev !== stat.dev) return path
    path = parent
  }
  return '/'
}

function expand(io: Io, format: string, subject: Subject): string {
  return format.replace(
    /%([-#+ 0']*)(\d*)(?:\.(\d+))?([A-Za-z%])/g,
    (all, flags: string, width: string, precision: string | undefined, letter: string) => {
      let text = directive(io, letter, subject)
      if (text === undefined) return '?'
      if (all === '%%') return '%'
      if (flags.includes('#') && 'afDtT'.includes(letter)) text = letter === 'a' ? `0${text}` : `0x${text}`
      if (precision !== undefined && 'nNFAUGm'.includes(letter)) text = text.slice(0, Number(precision))
      if (!width) return text
      if (flags.includes('-')) return text.padEnd(Number(width))
      return text.padStart(Number(width), flags.includes('0') && /^\d+$/.test(text) ? '0' : ' ')
    },
  )
}

/** What `stat FILE` prints without a format. */
function portrait(io: Io, subject: Subject): string {
  const { name, stat, names } = subject
  const zone = zoneOf(io.p)
  const link = isSymlink(stat.mode)
  const shown = io.busybox
    ? link
      ? `'${name}' -> '${io.p.readlink(name)}'`
      : name
    : quoteFile(name) + (link ? ` -> ${quoteFile(io.p.readlink(name))}` : '')
  const pad = (text: string | number, width: number): string => String(text).padEnd(width)
  const device = isDevice(stat.mode)
    ? `${io.busybox ? ' ' : ' '}Device type: ${stat.rdev.major.toString(io.busybox ? 16 : 10)},${stat.rdev.minor.toString(io.busybox ? 16 : 10)}`
    : ''
  const where = io.busybox
    ? `Device: ${stat.dev.toString(16)}h/${stat.dev}d`
    : `Device: ${stat.dev >> 8},${stat.dev & 255}`
  const access = `Access: (${octalMode(stat.mode)}/${modeString(stat.mode)})`
  const owner = (label: string, id: number, who: string | undefined): string =>
    `${label}: (${String(id).padStart(5)}/${(who ?? 'UNKNOWN').padStart(8)})`
  return [
    `  File: ${shown}`,
    `  Size: ${pad(stat.size, 10)}\tBlocks: ${pad(blocksOf(stat), 10)} IO Block: ${pad(4096, 6)} ${typeWord(stat.mode, stat.size)}`,
    `${where}\tInode: ${pad(stat.ino, 10)}  Links: ${device ? pad(stat.nlink, 5) + device : stat.nlink}`,
    `${access}  ${owner('Uid', stat.uid, names.user(stat.uid))}   ${owner('Gid', stat.gid, names.group(stat.gid))}`,
    `Access: ${fullTime(stat.atime, zone)}`,
    `Modify: ${fullTime(stat.mtime, zone)}`,
    `Change: ${fullTime(stat.ctime, zone)}`,
    ...(io.busybox ? [] : [' Birth: -']),
    '',
  ].join('\n')
}

export const statMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing operand')
  const format = options.has('t') ? `${TERSE}\n` : options.has('c') ? `${options.get('c')}\n` : undefined
  const printf = options.get('printf')
  const names = new Names(io.p)
  let code = 0
  for (const name of options.operands) {
    if (options.has('f')) {
      try {
        const status = io.p.statfs(name)
        const shown = format ?? printf
        const text =
          shown === undefined ? filesystemPortrait(io, name, status) : expandFilesystem(shown, name, status)
        await io.out.write(
          printf === undefined ? text : fromBinary(unescapeBytes(toBinary(toBytes(text)), false).text),
        )
      } catch (error) {
        await io.error(
          io.busybox
            ? `can't read file system information for '${name}': ${reason(error)}`
            : `cannot read file system information for ${quoteAlways(name)}: ${reason(error)}`,
        )
        code = 1
      }
      continue
    }
    let stat: Stat
    try {
      stat = name === '-' ? io.p.fstat(0) : options.has('L') ? io.p.stat(name) : io.p.lstat(name)
    } catch (error) {
      await io.error(
        io.busybox
          ? `can't stat '${name}': ${reason(error)}`
          : `cannot statx ${quoteAlways(name)}: ${reason(error)}`,
      )
      code = 1
      continue
    }
    const subject = { name, stat, names }
    if (printf !== undefined) {
      const expanded = toBinary(
        toBytes(
          expand(io, toText(fromBinary(unescapeBytes(toBinary(toBytes(printf)), false).text)), subject),
        ),
      )
      await io.out.write(fromBinary(expanded))
    } else await io.out.write(format === undefined ? portrait(io, subject) : expand(io, format, subject))
  }
  return code
}

export const stat = program('stat', statMain)
