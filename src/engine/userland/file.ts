import { bytesOf } from '../base/body.ts'
import { toBinary } from '../base/text.ts'
import type { Stat } from '../vfs/filesystem.ts'
import {
  isBlockDevice,
  isCharDevice,
  isDirectory,
  isSymlink,
  S_IFIFO,
  S_IFMT,
  S_IFSOCK,
} from '../vfs/filesystem.ts'
import { formatTime, momentOf, UTC } from './calendar.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Io } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { lineBatches } from './stdio.ts'
import { padText, textWidth } from './width.ts'

const OPTIONS = optionTable(
  '[OPTION...] [FILE...]',
  '-b/--brief -f/--files-from: -F/--separator: -h/--no-dereference -i/--mime --mime-type -L/--dereference -N/--no-pad -z/--uncompress !-m/--magic-file: !-s/--special-files -0/--print0 !-k/--keep-going !-e/--exclude:',
  { suite: 'file-5.44) ' },
)
const HEAD = 1_048_576

/** What libmagic says of a regular file's first bytes: description and MIME type. */
export function describe(bytes: Uint8Array, size: number): readonly [text: string, mime: string] {
  if (size === 0) return ['empty', 'inode/x-empty']
  const head = toBinary(bytes.subarray(0, 1024))
  if (head.startsWith('\x7fELF')) return elf(bytes)
  if (head.startsWith('\x1f\x8b')) return [gzipText(bytes, size), 'application/gzip']
  if (head.startsWith('BZh')) return ['bzip2 compressed data, block size = 900k', 'application/x-bzip2']
  if (head.startsWith('\xfd7zXZ\0')) return ['XZ compressed data, checksum CRC64', 'application/x-xz']
  if (head.startsWith('\x28\xb5\x2f\xfd'))
    return ['Zstandard compressed data (v0.8+), Dictionary ID: None', 'application/zstd']
  if (head.startsWith('PK\x03\x04'))
    return ['Zip archive data, at least v2.0 to extract, compression method=deflate', 'application/zip']
  if (head.startsWith('\x89PNG\r\n\x1a\n')) {
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    return [
      `PNG image data, ${view.getUint32(16)} x ${view.getUint32(20)}, ${bytes[24]}-bit/color RGBA, non-interlaced`,
      'image/png',
    ]
  }
  if (head.slice(257, 263) === 'ustar\0') return ['POSIX tar archive', 'application/x-tar']
  if (head.slice(257, 265) === 'ustar  \0') return ['POSIX tar archive (GNU)', 'application/x-tar']
  return text(bytes)
}

function gzipText(bytes: Uint8Array, size: number): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const flags = bytes[3]!
  const parts = ['gzip compressed data']
  if (flags & 8) {
    const start = flags & 4 ? 12 + view.getUint16(10, true) : 10
    parts.push(`was "${toBinary(bytes.subarray(start, bytes.indexOf(0, start)))}"`)
  }
  const mtime = view.getUint32(4, true)
  if (mtime > 0)
    parts.push(
      `last modified: ${formatTime('%a %b %e %H:%M:%S %Y', momentOf(BigInt(mtime) * 1_000_000_000n, UTC))}`,
    )
  if (bytes[8] === 2) parts.push('max compression')
  if (bytes[8] === 4) parts.push('max speed')
  parts.push(
    `from ${bytes[9] === 3 ? 'Unix' : bytes[9] === 0 ? 'FAT filesystem (MS-DOS, OS/2, NT)' : 'unknown'}`,
  )
  if (size === bytes.length) parts.push(`original size modulo 2^32 ${view.getUint32(size - 4, true)}`)
  return parts.join(', ')
}

const MACHINES: Record<number, string> = {
  3: 'Intel 80386',
  40: 'ARM, EABI5',
  62: 'x86-64',
  183: 'ARM aarch64',
  243: 'UCB RISC-V',
}

function elf(bytes: Uint8Array): readonly [string, string] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const wide = bytes[4] === 2
  const little = bytes[5] === 1
  const type = view.getUint16(16, little)
  const machine = MACHINES[view.getUint16(18, little)] ?? 'unknown arch'
  let interpreter = ''
  const offset = wide ? Number(view.getBigUint64(32, little)) : view.getUint32(28, little)
  const size = view.getUint16(wide ? 54 : 42, little)
  const count = view.getUint16(wide ? 56 : 44, little)
  for (let i = 0; i < count && offset + (i + 1) * size <= bytes.length; i++) {
    const at = offset + i * size
    if (view.getUint32(at, little) !== 3) continue
    const start = wide ? Number(view.getBigUint64(at + 8, little)) : view.getUint32(at + 4, little)
    const end = bytes.indexOf(0, start)
    interpreter = toBinary(bytes.subarray(start, end))
  }
  const kind =
    type === 3
      ? interpreter
        ? 'pie executable'
        : 'shared object'
      : type === 2
        ? 'executable'
        : type === 1
          ? 'relocatable'
          : 'core file'
  const linked =
    type === 1
      ? ''
      : interpreter
        ? `, dynamically linked, interpreter ${interpreter}`
        : type === 3
          ? ', dynamically linked'
          : ', statically linked'
  const system = bytes[7] === 3 ? 'GNU/Linux' : 'SYSV'
  return [
    `ELF ${wide ? 64 : 32}-bit ${little ? 'LSB' : 'MSB'} ${kind}, ${machine}, version 1 (${system})${linked}, stripped`,
    type === 3 ? 'application/x-pie-executable' : 'application/x-executable',
  ]
}

function text(bytes: Uint8Array): readonly [string, string] {
  const content = toBinary(bytes)
  if (/[\0-\x06\x0e-\x1a\x1c-\x1f]/.test(content)) return ['data', 'application/octet-stream']
  let encoding = 'ASCII text'
  if (/[\x80-\xff]/.test(content)) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      encoding = 'Unicode text, UTF-8 text'
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      encoding = /[\x80-\x9f]/.test(content) ? 'Non-ISO extended-ASCII text' : 'ISO-8859 text'
    }
  }
  const script = /^#! ?(\S+)(?:[ \t]+(\S+))?/.exec(content)
  const tail = details(content)
  if (script) {
    const path = script[1]!
    const name = path.endsWith('/env') ? (script[2] ?? '') : path.slice(path.lastIndexOf('/') + 1)
    const known: Record<string, string> = {
      sh: 'POSIX shell script',
      dash: 'POSIX shell script',
      bash: 'Bourne-Again shell script',
      perl: 'Perl script',
      python3: 'Python script',
      python: 'Python script',
      node: 'Node.js script',
    }
    const what = known[name] ?? `a ${path}${path.endsWith('/env') ? ` ${name}` : ''} script`
    return [
      `${what}, ${encoding} executable${tail}`,
      `text/x-${name === 'bash' || name === 'sh' || name === 'dash' ? 'shellscript' : 'script'}`,
    ]
  }
  if (/^\s*[[{]/.test(content) && isJson(content))
    return [encoding === 'ASCII text' ? 'JSON text data' : 'JSON text data', 'application/json']
  if (/^<\?xml /.test(content)) return [`XML 1.0 document, ${encoding}${tail}`, 'text/xml']
  if (/^\s*<(?:!doctype html|html|head)/i.test(content))
    return [`HTML document, ${encoding}${tail}`, 'text/html']
  return [encoding + tail, 'text/plain']
}

function isJson(content: string): boolean {
  try {
    JSON.parse(content)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

function details(content: string): string {
  const longest = content.split('\n').reduce((n, line) => Math.max(n, line.length), 0)
  let more = longest > 300 ? `, with very long lines (${longest})` : ''
  if (!content.includes('\n'))
    more += content.includes('\r') ? ', with CR line terminators' : ', with no line terminators'
  else if (/\r\n/.test(content))
    more += /(?<!\r)\n/.test(content) ? ', with CRLF, LF line terminators' : ', with CRLF line terminators'
  if (content.includes('\x1b')) more += ', with escape sequences'
  return more
}

function special(io: Io, path: string, stat: Stat): readonly [string, string] | undefined {
  if (isSymlink(stat.mode)) {
    const target = io.p.readlink(path)
    return io.p.exists(path)
      ? [`symbolic link to ${target}`, 'inode/symlink']
      : [`broken symbolic link to ${target}`, 'inode/symlink']
  }
  const bits = `${stat.mode & 0o4000 ? 'setuid, ' : ''}${stat.mode & 0o2000 ? 'setgid, ' : ''}${stat.mode & 0o1000 ? 'sticky, ' : ''}`
  if (isDirectory(stat.mode)) return [`${bits}directory`, 'inode/directory']
  const device = `(${stat.rdev.major}/${stat.rdev.minor})`
  if (isCharDevice(stat.mode)) return [`character special ${device}`, 'inode/chardevice']
  if (isBlockDevice(stat.mode)) return [`block special ${device}`, 'inode/blockdevice']
  if ((stat.mode & S_IFMT) === S_IFIFO) return ['fifo (named pipe)', 'inode/fifo']
  return (stat.mode & S_IFMT) === S_IFSOCK ? ['socket', 'inode/socket'] : undefined
}

export const file = program('file', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const names = [...options.operands]
  for (const list of options.all('f')) {
    const fd = list === '-' ? 0 : io.p.open(list, { read: true })
    for await (const { lines } of lineBatches(io.p, fd)) names.push(...lines)
  }
  if (names.length === 0)
    throw new Failure(
      '',
      1,
      'Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]\n            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]\n            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]\n            <file> ...\n       file -C [-m <magicfiles>]\n       file [--help]',
    )
  const width = options.has('N', 'b') ? 0 : Math.max(...names.map(textWidth)) + 2
  for (const name of names) {
    let found: readonly [string, string]
    try {
      const stat = options.has('L') ? io.p.stat(name) : io.p.lstat(name)
      const bits = `${stat.mode & 0o4000 ? 'setuid ' : ''}${stat.mode & 0o2000 ? 'setgid ' : ''}${stat.mode & 0o1000 ? 'sticky ' : ''}`
      const other = special(io, name, stat)
      if (other) found = other
      else {
        const body = io.p.readFile(name)
        const [words, mime] = describe(body.size <= HEAD ? bytesOf(body) : body.read(0, HEAD), body.size)
        found = [bits ? `${bits}, ${words}`.replace(/^(\w+) , (?=ELF)/, '$1 ') : words, mime]
      }
    } catch (error) {
      found = [`cannot open \`${name}' (${reason(error)})`, `cannot open \`${name}' (${reason(error)})`]
    }
    const shown = options.has('mime-type')
      ? found[1]
      : options.has('i')
        ? `${found[1]}; charset=${/text|json|xml/.test(found[1]) ? (found[0].includes('UTF-8') ? 'utf-8' : 'us-ascii') : 'binary'}`
        : found[0]
    const label = options.has('b') ? '' : `${padText(`${name}${options.get('F') ?? ':'}`, width - 1)} `
    await io.out.write(`${label}${shown}\n`)
  }
  return 0
})
