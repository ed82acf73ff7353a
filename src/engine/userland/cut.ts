import { toBinary } from '../base/text.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { type Failure, inputs, openError, program, reason } from './program.ts'
import { quoteAlways, quoteFile } from './quoting.ts'
import { lineBatches } from './stdio.ts'
import { fromBinary, toBytes } from './text.ts'

const OPTIONS = optionTable(
  'OPTION... [FILE]...',
  '-b/--bytes: -c/--characters: -d/--delimiter: -f/--fields: -n --complement -s/--only-delimited --output-delimiter: -z/--zero-terminated',
)

/** Ranges from a list such as `1,3-5,7-`; numbers from 1, both ends belong. */
function parseList(io: Io, list: string, what: string): [number, number][] {
  const wrong = (message: string): Failure => usageError(io, message)
  const ranges = list.split(/[, ]/).map((part): [number, number] => {
    const m = /^(\d*)(-?)(\d*)$/.exec(part)
    if (!m) throw wrong(`invalid ${what} value ${quoteAlways(part)}`)
    if (m[1] === '' && m[3] === '')
      throw wrong(m[2] ? 'invalid range with no endpoint: -' : `${what}s are numbered from 1`)
    const from = m[1] === '' ? 1 : Number(m[1])
    const to = m[2] === '' ? from : m[3] === '' ? Number.POSITIVE_INFINITY : Number(m[3])
    if (from === 0) throw wrong(`${what}s are numbered from 1`)
    if (to < from) throw wrong('invalid decreasing range')
    return [from, to]
  })
  return ranges.sort((a, b) => a[0] - b[0])
}

export const cutMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const modes = ['b', 'c', 'f'].filter((key) => options.has(key))
  if (modes.length === 0)
    throw usageError(
      io,
      io.busybox
        ? 'expected a list of bytes, characters, or fields'
        : 'you must specify a list of bytes, characters, or fields',
    )
  if (modes.length > 1) throw usageError(io, 'only one list may be specified')
  const [mode] = modes as [string]
  const delimiter = options.get('d') ?? '\t'
  if (options.has('d') && mode !== 'f')
    throw usageError(io, 'an input delimiter may be specified only when operating on fields')
  if (options.has('s') && mode !== 'f')
    throw usageError(io, 'suppressing non-delimited lines makes sense\n\tonly when operating on fields')
  if ([...delimiter].length > 1 || toBytes(delimiter).length > 1)
    throw usageError(io, 'the delimiter must be a single character')
  const ranges = parseList(io, options.get(mode)!, mode === 'f' ? 'field' : 'byte/character position')
  const chosen = (n: number): boolean =>
    ranges.some(([from, to]) => n >= from && n <= to) !== options.has('complement')
  const joiner = options.get('output-delimiter') ?? (mode === 'f' ? delimiter : '')
  const end = options.has('z') ? '\0' : '\n'
  const cutLine = (line: string): string | undefined => {
    if (mode === 'f') {
      if (!line.includes(delimiter)) return options.has('s') ? undefined : line
      return line
        .split(delimiter)
        .filter((_, i) => chosen(i + 1))
        .join(joiner)
    }
    const text = toBinary(toBytes(line))
    let out = ''
    let before = true
    for (let i = 0; i < text.length; i++) {
      if (!chosen(i + 1)) {
        before = false
        continue
      }
      if (!before && out && joiner) out += joiner
      before = true
      out += text[i]
    }
    return out
  }
  let code = 0
  const report = io.busybox
    ? (path: string, error: unknown) => io.error(`${path}: ${reason(error)}`)
    : (path: string, error: unknown) => openError(io, path, error)
  for await (const { fd, name } of inputs(io, options.operands, () => (code = 1), report)) {
    try {
      for await (const { lines } of lineBatches(io.p, fd, options.has('z') ? 0 : 10)) {
        for (const line of lines) {
          const out = cutLine(line)
          if (out === undefined) continue
          await io.out.write(mode === 'f' ? out + end : fromBinary(out + end))
        }
      }
    } catch (error) {
      await io.error(`${quoteFile(name)}: ${reason(error)}`)
      code = 1
    }
  }
  return code
}

export const cut = program('cut', cutMain)
