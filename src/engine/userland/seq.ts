import { formatNumber } from './format.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program } from './program.ts'
import { quoteAlways } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FIRST [INCREMENT]] LAST',
  '-f/--format: -s/--separator: -w/--equal-width',
  { inOrder: true },
)

export const seqMain: Main = async (io) => {
  const negative = io.args.findIndex((arg) => /^-[\d.]/.test(arg))
  const args =
    negative < 0 || io.args.slice(0, negative).some((arg) => !arg.startsWith('-'))
      ? io.args
      : [...io.args.slice(0, negative), '--', ...io.args.slice(negative)]
  const options = parseOptions(io, OPTIONS, args)
  const { operands } = options
  if (operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing operand')
  if (operands.length > 3) throw usageError(io, `extra operand ${quoteAlways(operands[3]!)}`)
  for (const text of operands)
    if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text))
      throw io.busybox
        ? new Failure('', 1, io.usage)
        : usageError(io, `invalid floating point argument: ${quoteAlways(text)}`)
  const [first, step, last] =
    operands.length === 1
      ? ['1', '1', operands[0]!]
      : operands.length === 2
        ? [operands[0]!, '1', operands[1]!]
        : (operands as [string, string, string])
  if (Number(step) === 0) throw usageError(io, `invalid Zero increment value: ${quoteAlways(step)}`)
  const digits = Math.max(...[first, step].map((text) => text.split('.')[1]?.length ?? 0))
  const scale = 10 ** digits
  const from = Math.round(Number(first) * scale)
  const by = Math.round(Number(step) * scale)
  const to = Number(last) * scale + (by > 0 ? 1e-9 : -1e-9)
  const count = Math.floor((to - from) / by) + 1
  const show = (i: number): string => ((from + i * by) / scale).toFixed(digits)
  const width =
    options.has('w') && count > 0
      ? Math.max(show(0).length, show(count - 1).length, Number(last).toFixed(digits).length)
      : 0
  const separator = options.get('s') ?? '\n'
  const format = options.get('f')
  for (let i = 0; i < count; i++) {
    const text = show(i)
    const padded = text.startsWith('-')
      ? `-${text.slice(1).padStart(width - 1, '0')}`
      : text.padStart(width, '0')
    const shown =
      format === undefined
        ? padded
        : format.replace(
            /%([-+ 0#']*)(\d*)(?:\.(\d+))?([efgEFG])/,
            (_, f: string, w: string, p: string, c: string) => formatNumber(Number(text), f, w, p, c),
          )
    await io.out.write((i === 0 ? '' : separator) + shown)
  }
  if (count > 0) await io.out.write('\n')
  return 0
}

export const seq = program('seq', seqMain)
