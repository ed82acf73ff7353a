import { toBinary } from '../base/text.ts'
import { byVersion } from './listing.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Main } from './program.ts'
import { Failure, inputs, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { allLines } from './stdio.ts'
import { hasRawBytes, toBytes } from './text.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FILE]...',
  `-b/--ignore-leading-blanks -d/--dictionary-order -f/--ignore-case -g/--general-numeric-sort -i/--ignore-nonprinting
   -M/--month-sort -h/--human-numeric-sort -n/--numeric-sort !-R/--random-sort !--random-source: -r/--reverse !--sort:
   -V/--version-sort !--batch-size: -c/--check -C !--compress-program: !--debug !--files0-from: -k/--key: -m/--merge
   -o/--output: -s/--stable -S/--buffer-size: -t/--field-separator: -T/--temporary-directory: !--parallel: -u/--unique
   -z/--zero-terminated`,
  { exit: 2 },
)
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')

interface Key {
  readonly startField: number
  readonly startChar: number
  readonly endField: number | undefined
  readonly endChar: number
  readonly flags: string
}

function parseKey(text: string): Key {
  const m = /^(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*)(?:,(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*))?$/.exec(text)
  if (!m)
    throw new Failure(`invalid number at field start: invalid count at start of ${quoteAlways(text)}`, 2)
  if (m[1] === '0')
    throw new Failure(`field number is zero: invalid field specification ${quoteAlways(text)}`, 2)
  return {
    startField: Number(m[1]),
    startChar: Number(m[2] ?? 1),
    endField: m[4] === undefined ? undefined : Number(m[4]),
    endChar: Number(m[5] ?? 0),
    flags: (m[3] ?? '') + (m[6] ?? ''),
  }
}

/** Where fields begin: after each separator, or where a run of blanks begins. */
function fieldStarts(line: string, separator: string | undefined): number[] {
  const starts = [0]
  if (separator !== undefined) {
    for (let at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, at + 1)) starts.push(at + 1)
    return starts
  }
  for (let at = 1; at < line.length; at++)
    if (/[ \t]/.test(line[at]!) && !/[ \t]/.test(line[at - 1]!)) starts.push(at)
  return starts
}

function extract(line: string, key: Key, separator: string | undefined): string {
  const starts = fieldStarts(line, separator)
  const blanks = key.flags.includes('b')
  const skip = (at: number): number => {
    while (blanks && at < line.length && /[ \t]/.test(line[at]!)) at++
    return at
  }
  const from =
    key.startField > starts.length ? line.length : skip(starts[key.startField - 1]!) + key.startChar - 1
  let to = line.length
  if (key.endField !== undefined) {
    if (key.endChar === 0) {
      const next = starts[key.endField]
      to = next === undefined ? line.length : next - (separator === undefined ? 0 : 1)
    } else if (key.endField <= starts.length) to = skip(starts[key.endField - 1]!) + key.endChar
  }
  return line.slice(from, Math.max(from, to))
}

const leadingNumber = (text: string): number => {
  const m = /^[ \t]*(-?\d*\.?\d*)/.exec(text)
  return m && /\d/.test(m[1]!) ? Number(m[1]) : 0
}
function humanNumber(text: string): number {
  const m = /^[ \t]*(-?)(\d*\.?\d*)([KkMGTPEZY]?)/.exec(text)!
  const value = /\d/.test(m[2]!) ? Number(m[2]) : 0
  const order = m[3] ? 'KMGTPEZY'.indexOf(m[3].toUpperCase()) + 1 : 0
  return (m[1] ? -1 : 1) * (value === 0 ? 0 : order * 1e12 + value)
}
const monthOf = (text: string): number => MONTHS.indexOf(text.trim().slice(0, 3).toUpperCase()) + 1

/** Compares as memcmp(3) does over UTF-8. */
function byBytes(a: string, b: string): number {
  if (a === b) return 0
  if (/[\ud800-\udfff]/.test(a + b) || hasRawBytes(a + b)) {
    const [x, y] = [toBinary(toBytes(a)), toBinary(toBytes(b))]
    return x < y ? -1 : x > y ? 1 : 0
  }
  return a < b ? -1 : 1
}

function compareBy(flags: string, a: string, b: string): number {
  if (flags.includes('n')) return leadingNumber(a) - leadingNumber(b)
  if (flags.includes('h')) return humanNumber(a) - humanNumber(b)
  if (flags.includes('g')) {
    const x = Number.parseFloat(a)
    const y = Number.parseFloat(b)
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x))
    return x - y
  }
  if (flags.includes('M')) return monthOf(a) - monthOf(b)
  const dress = (text: string): string => {
    let out = text
    if (flags.includes('b')) out = out.replace(/^[ \t]+/, '')
    if (flags.includes('d')) out = out.replace(/[^A-Za-z0-9 \t]/g, '')
    if (flags.includes('i')) out = out.replace(/[^\x20-\x7e]/g, '')
    return flags.includes('f') ? out.replace(/[a-z]/g, (c) => c.toUpperCase()) : out
  }
  const [x, y] = [dress(a), dress(b)]
  return flags.includes('V') ? byVersion(x, y) : byBytes(x, y)
}

export const sortMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const separator = options.get('t')
  if (separator !== undefined && separator !== '\\0' && [...separator].length !== 1)
    throw new Failure(separator === '' ? 'empty tab' : `multi-character tab ${quoteAlways(separator)}`, 2)
  const global = ['b', 'd', 'f', 'g', 'i', 'M', 'h', 'n', 'V'].filter((flag) => options.has(flag)).join('')
  const reverse = options.has('r')
  const keys = options.all('k').map(parseKey)
  const compareKeys = (a: string, b: string): number => {
    for (const key of keys) {
      const own = key.flags.replace('b', '') === '' && !key.flags.includes('r')
      const flags = own ? global + key.flags : key.flags
      const field = { ...key, flags }
      const order = compareBy(flags, extract(a, field, separator), extract(b, field, separator))
      if (order !== 0) return (own ? reverse : key.flags.includes('r')) ? -order : order
    }
    if (keys.length > 0) return 0
    const order = compareBy(global, a, b)
    return reverse ? -order : order
  }
  const compare = (a: string, b: string): number => {
    const order = compareKeys(a, b)
    if (order !== 0 || options.has('s', 'u')) return order
    return reverse ? -byBytes(a, b) : byBytes(a, b)
  }
  const delimiter = options.has('z') ? 0 : 10
  const end = options.has('z') ? '\0' : '\n'
  const lines: string[] = []
  let failed = false
  const report = (path: string, error: unknown): Promise<void> =>
    io.error(io.busybox ? `${path}: ${reason(error)}` : `cannot read: ${path}: ${reason(error)}`)
  for await (const { fd, name } of inputs(io, options.operands, () => (failed = true), report)) {
    try {
      const read = await allLines(io.p, fd, delimiter)
      if (options.has('c', 'C')) {
        const at = read.lines.findIndex((line, i) => {
          if (i === 0) return false
          const order = compare(read.lines[i - 1]!, line)
          return options.has('u') ? order >= 0 : order > 0
        })
        if (at < 0) return 0
        if (!options.has('C')) await io.error(`${name}:${at + 1}: disorder: ${read.lines[at]}`)
        return 1
      }
      for (const line of read.lines) lines.push(line)
    } catch (error) {
      await io.error(`read failed: ${name}: ${reason(error)}`)
      return 2
    }
    if (failed) break
  }
  if (failed) return 2
  lines.sort(compare)
  await io.p.yield()
  const kept = options.has('u')
    ? lines.filter((line, i) => i === 0 || compareKeys(lines[i - 1]!, line) !== 0)
    : lines
  const output = options.get('o')
  if (output !== undefined) {
    io.p.writeFile(output, toBytes(kept.map((line) => line + end).join('')))
    return 0
  }
  for (const line of kept) await io.out.write(line + end)
  return 0
}

export const sort = program('sort', sortMain)
