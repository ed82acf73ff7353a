import { toBinary } from '../base/text.ts'
import { unescapeBytes } from './escapes.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { chunks } from './stdio.ts'
import { toBytes } from './text.ts'

const OPTIONS = optionTable(
  '[OPTION]... SET1 [SET2]',
  '-c/--complement -C -d/--delete -s/--squeeze-repeats -t/--truncate-set1',
  {
    inOrder: true,
  },
)

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)
const matching = (test: RegExp): number[] =>
  range(0, 255).filter((code) => test.test(String.fromCharCode(code)))
const CLASSES: Record<string, number[]> = {
  alpha: matching(/[A-Za-z]/),
  digit: matching(/[0-9]/),
  alnum: matching(/[A-Za-z0-9]/),
  upper: matching(/[A-Z]/),
  lower: matching(/[a-z]/),
  space: matching(/[\t-\r ]/),
  blank: matching(/[ \t]/),
  punct: matching(/[!-/:-@[-`{-~]/),
  cntrl: matching(/[\x00-\x1f\x7f]/),
  print: matching(/[\x20-\x7e]/),
  graph: matching(/[\x21-\x7e]/),
  xdigit: matching(/[0-9A-Fa-f]/),
}

/** The bytes a set stands for. `[x*]` fills up to `fill`. */
function expandSet(_io: Io, text: string, fill: number): number[] {
  const source = toBinary(toBytes(text))
  const out: number[] = []
  let stretch: { at: number; code: number } | undefined
  for (let i = 0; i < source.length; ) {
    const rest = source.slice(i)
    const named = /^\[:([a-z]*):\]/.exec(rest)
    const repeat = /^\[(\\?[\s\S])\*(\d*)\]/.exec(rest)
    if (named) {
      const set = CLASSES[named[1]!]
      if (!set) throw new Failure(`invalid character class ${quoteAlways(named[1]!)}`)
      out.push(...set)
      i += named[0].length
      continue
    }
    if (repeat) {
      const code = unescapeBytes(repeat[1]!, false).text.charCodeAt(0)
      if (repeat[2] && repeat[2] !== '0') for (let n = Number(repeat[2]); n > 0; n--) out.push(code)
      else stretch = { at: out.length, code }
      i += repeat[0].length
      continue
    }
    const [from, length] = unit(source, i)
    i += length
    if (source[i] === '-' && i + 1 < source.length) {
      const [to, more] = unit(source, i + 1)
      if (to < from)
        throw new Failure(
          `range-endpoints of ${quoteAlways(`${String.fromCharCode(from)}-${String.fromCharCode(to)}`)} are in reverse collating sequence order`,
        )
      out.push(...range(from, to))
      i += 1 + more
    } else out.push(from)
  }
  if (stretch)
    out.splice(stretch.at, 0, ...new Array<number>(Math.max(0, fill - out.length)).fill(stretch.code))
  return out
}

function unit(source: string, at: number): [code: number, length: number] {
  if (source[at] !== '\\' || at + 1 >= source.length) return [source.charCodeAt(at), 1]
  const octal = /^\\([0-7]{1,3})/.exec(source.slice(at))
  if (octal) return [Number.parseInt(octal[1]!, 8) & 255, octal[0].length]
  const { text } = unescapeBytes(source.slice(at, at + 2), false)
  return text.length === 1 ? [text.charCodeAt(0), 2] : [source.charCodeAt(at + 1), 2]
}

export const trMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [first, second, extra] = options.operands
  const remove = options.has('d')
  const squeeze = options.has('s')
  if (first === undefined) throw usageError(io, io.busybox ? '' : 'missing operand')
  if (second === undefined && !remove && !squeeze)
    throw needsTwo(
      `missing operand after ${quoteAlways(first)}`,
      'Two strings must be given when translating.',
    )
  if (second === undefined && remove && squeeze)
    throw needsTwo(
      `missing operand after ${quoteAlways(first)}`,
      'Two strings must be given when both deleting and squeezing repeats.',
    )
  if (second !== undefined && remove && !squeeze)
    throw needsTwo(
      `extra operand ${quoteAlways(second)}`,
      'Only one string may be given when deleting without squeezing repeats.',
    )
  if (extra !== undefined) throw usageError(io, `extra operand ${quoteAlways(extra)}`)
  let set1 = expandSet(io, first, 0)
  if (options.has('c', 'C')) {
    const given = new Set(set1)
    set1 = range(0, 255).filter((code) => !given.has(code))
  }
  const set2 = second === undefined ? [] : expandSet(io, second, set1.length)
  const map = Uint8Array.from(range(0, 255))
  if (!remove && second !== undefined) {
    if (set2.length === 0) throw new Failure('when not truncating set1, string2 must be non-empty')
    set1.forEach((code, i) => {
      const to = set2[i] ?? (options.has('t') ? undefined : set2.at(-1))
      if (to !== undefined) map[code] = to
    })
  }
  const gone = new Set(remove ? set1 : [])
  const single = new Set(squeeze ? (second === undefined ? set1 : set2) : [])
  let last = -1
  for await (const chunk of chunks(io.p, 0)) {
    const out = new Uint8Array(chunk.length)
    let size = 0
    for (const byte of chunk) {
      if (gone.has(byte)) continue
      const to = map[byte]!
      if (to === last && single.has(to)) continue
      last = to
      out[size++] = to
    }
    await io.out.write(out.subarray(0, size))
  }
  return 0

  function needsTwo(message: string, hint: string): Failure {
    return io.busybox
      ? usageError(io, '')
      : new Failure(message, 1, `${hint}\nTry '${io.name} --help' for more information.`)
  }
}
export const tr = program('tr', trMain)
