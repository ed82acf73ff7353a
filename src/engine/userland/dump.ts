import { concatBytes } from '../base/text.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, inputs, program, reason } from './program.ts'
import { parseSize } from './sizes.ts'
import { readAll } from './stdio.ts'

const HEXDUMP = optionTable(
  '[options] <file>...',
  '!-b/--one-byte-octal !-c/--one-byte-char -C/--canonical !-d !-o -x/--two-bytes-hex !-e/--format: !-f: -n/--length: -s/--skip: -v/--no-squeezing',
  {
    suite: 'util-linux 2.38.1) ',
  },
)
const XXD = optionTable(
  '[options] [infile [outfile]]',
  '!-a !-b -c/--cols: !-e -g/--groupsize: !-h !-i -l/--len: -p/--plain -r/--revert -s/--seek: -u',
  { suite: 'xxd) ' },
)
const OD = optionTable(
  '[OPTION]... [FILE]...',
  '-A/--address-radix: -j/--skip-bytes: -N/--read-bytes: -t/--format: -v/--output-duplicates -w/--width:: -a -b -c -d -o -s -x',
)

const printable = (bytes: Uint8Array): string =>
  [...bytes].map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('')
const hex2 = (n: number): string => n.toString(16).padStart(2, '0')

async function content(
  io: Io,
  operands: readonly string[],
  skip: number,
  limit: number,
): Promise<{ bytes: Uint8Array; failed: boolean }> {
  const parts: Uint8Array[] = []
  let failed = false
  const report = (path: string, error: unknown): Promise<void> => io.error(`${path}: ${reason(error)}`)
  for await (const { fd } of inputs(io, operands, () => (failed = true), report))
    parts.push(await readAll(io.p, fd))
  return {
    bytes: concatBytes(parts.length > 0 ? parts : [new Uint8Array(0)]).subarray(skip, skip + limit),
    failed,
  }
}

/** Rows of 16 bytes with repeated ones as `*`. `line` gives a row without its address. */
async function rows(
  io: Io,
  bytes: Uint8Array,
  start: number,
  every: boolean,
  address: (at: number) => string,
  line: (row: Uint8Array) => string,
): Promise<void> {
  let last = ''
  let starred = false
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16)
    const text = line(row)
    if (!every && text === last && row.length === 16) {
      if (!starred) await io.out.write('*\n')
      starred = true
      continue
    }
    starred = false
    last = text
    await io.out.write(`${address(start + at)}${text}\n`)
  }
  const end = address(start + bytes.length)
  if (end) await io.out.write(`${end}\n`)
}

export const hexdumpMain: Main = async (io) => {
  const options = parseOptions(io, HEXDUMP)
  const skip = parseSize(options.get('s') ?? '0') ?? 0
  const limit = options.has('n') ? (parseSize(options.get('n')!) ?? 0) : Number.POSITIVE_INFINITY
  const { bytes, failed } = await content(io, options.operands, skip, limit)
  if (failed && bytes.length === 0) {
    if (!io.busybox) await io.error('all input file arguments failed')
    return 1
  }
  const canonical = options.has('C')
  const digits = canonical ? 8 : 7
  const address = (at: number): string => (bytes.length === 0 ? '' : at.toString(16).padStart(digits, '0'))
  await rows(io, bytes, skip, options.has('v'), address, (row) => {
    if (!canonical) {
      const width = options.has('x') ? 8 : 5
      let text = ''
      for (let i = 0; i < 16; i += 2) {
        if (i < row.length)
          text += (row[i]! | ((row[i + 1] ?? 0) << 8)).toString(16).padStart(4, '0').padStart(width)
        else text += ' '.repeat(width)
      }
      return text
    }
    const cells = Array.from({ length: 16 }, (_, i) => (i < row.length ? hex2(row[i]!) : '  '))
    return `  ${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}  |${printable(row)}|`
  })
  return failed ? 1 : 0
}

export const odMain: Main = async (io) => {
  const options = parseOptions(io, OD)
  const radix = options.get('A') ?? 'o'
  const skip = parseSize(options.get('j') ?? '0') ?? 0
  const limit = options.has('N') ? (parseSize(options.get('N')!) ?? 0) : Number.POSITIVE_INFINITY
  const short: Record<string, string> = { c: 'c', a: 'a', b: 'o1', d: 'u2', o: 'o2', s: 'd2', x: 'x2' }
  const key = options.last('c', 'a', 'b', 'd', 'o', 's', 'x', 't')
  const format = key === 't' ? options.get('t')! : key ? short[key]! : 'o2'
  const m = /^([acdoux])([1248CSIL]?)(z?)$/.exec(format)
  if (!m || m[1] === 'a') throw new Failure(`the format '${format}' is not part of this simulation`)
  const size = m[1] === 'c' ? 1 : ({ C: 1, S: 2, I: 4, L: 8 }[m[2]!] ?? Number(m[2] || 4))
  const digits =
    m[1] === 'o'
      ? Math.ceil((size * 8) / 3)
      : m[1] === 'x'
        ? size * 2
        : m[1] === 'c'
          ? 3
          : { 1: 3, 2: 5, 4: 10, 8: 20 }[size]! + (m[1] === 'd' ? 1 : 0)
  const { bytes, failed } = await content(io, options.operands, skip, limit)
  const address = (at: number): string =>
    radix === 'n' ? '' : at.toString({ o: 8, d: 10, x: 16 }[radix] ?? 8).padStart(radix === 'x' ? 6 : 7, '0')
  const named: Record<number, string> = {
    0: '\\0',
    7: '\\a',
    8: '\\b',
    9: '\\t',
    10: '\\n',
    11: '\\v',
    12: '\\f',
    13: '\\r',
  }
  await rows(io, bytes, skip, options.has('v'), address, (row) => {
    let text = ''
    for (let i = 0; i < row.length; i += size) {
      let value = 0n
      for (let j = size - 1; j >= 0; j--) value = (value << 8n) | BigInt(row[i + j] ?? 0)
      const byte = Number(value & 255n)
      const cell =
        m[1] === 'c'
          ? (named[byte] ??
            (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0')))
          : m[1] === 'd'
            ? BigInt.asIntN(size * 8, value).toString()
            : value
                .toString(m[1] === 'o' ? 8 : m[1] === 'x' ? 16 : 10)
                .padStart(m[1] === 'u' ? 0 : digits, '0')
      text += ` ${cell.padStart(digits)}`
    }
    if (m[3]) text = text.padEnd((16 / size) * (digits + 1))
    return text + (m[3] ? `  >${printable(row)}<` : '')
  })
  return failed ? 1 : 0
}

export const xxdMain: Main = async (io) => {
  const options = parseOptions(io, XXD)
  const skip = Number(options.get('s') ?? 0)
  const limit = options.has('l') ? Number(options.get('l')) : Number.POSITIVE_INFINITY
  const { bytes, failed } = await content(io, options.operands.slice(0, 1), skip, limit)
  if (failed) return 2
  if (options.has('r')) {
    const text = new TextDecoder().decode(bytes)
    const digits = options.has('p')
      ? text.replace(/\s/g, '')
      : text
          .split('\n')
          .map((line) => /^[0-9a-f]+: ((?:[0-9a-f]+ ?)+)/i.exec(line)?.[1]?.replace(/ /g, '') ?? '')
          .join('')
    await io.out.write(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)))
    return 0
  }
  const columns = Number(options.get('c') ?? (options.has('p') ? 30 : 16))
  const group = Number(options.get('g') ?? 2) || columns
  for (let at = 0; at < bytes.length; at += columns) {
    const row = bytes.subarray(at, at + columns)
    const digits = [...row].map((b) => (options.has('u') ? hex2(b).toUpperCase() : hex2(b)))
    if (options.has('p')) {
      await io.out.write(`${digits.join('')}\n`)
      continue
    }
    let text = ''
    for (let i = 0; i < columns; i++) text += (digits[i] ?? '  ') + ((i + 1) % group === 0 ? ' ' : '')
    await io.out.write(
      `${(skip + at).toString(16).padStart(8, '0')}: ${text}${columns % group === 0 ? '' : ' '} ${printable(row)}\n`,
    )
  }
  return 0
}

export const hexdump = program('hexdump', hexdumpMain)
export const od = program('od', odMain)
export const xxd = program('xxd', xxdMain)
