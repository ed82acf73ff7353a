import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways, quoteFile } from './quoting.ts'
import { lineBatches } from './stdio.ts'
import { toBytes } from './text.ts'

const OPTIONS = optionTable(
  '[OPTION]... [INPUT [OUTPUT]]',
  `-c/--count -d/--repeated -D !--all-repeated:: -f/--skip-fields: !--group:: -i/--ignore-case -s/--skip-chars: -u/--unique
   -z/--zero-terminated -w/--check-chars:`,
)

export const uniqMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [input = '-', output, extra] = options.operands
  if (extra !== undefined) throw usageError(io, `extra operand ${quoteAlways(extra)}`)
  let fd = 0
  try {
    if (input !== '-') fd = io.p.open(input, { read: true })
  } catch (error) {
    throw new Failure(
      io.busybox ? `can't open '${input}': ${reason(error)}` : `${quoteFile(input)}: ${reason(error)}`,
    )
  }
  const sink =
    output === undefined || output === '-'
      ? undefined
      : io.p.open(output, { write: true, create: true, truncate: true })
  const fields = Number(options.get('f') ?? 0)
  const skip = Number(options.get('s') ?? 0)
  const width = options.has('w') ? Number(options.get('w')) : Number.POSITIVE_INFINITY
  const keyOf = (line: string): string => {
    let key = line
    for (let i = 0; i < fields; i++) key = key.replace(/^[ \t]*[^ \t]*/, '')
    key = key.slice(skip, skip + width)
    return options.has('i') ? key.toLowerCase() : key
  }
  const end = options.has('z') ? '\0' : '\n'
  let group: string[] = []
  let key = ''
  const flush = async (): Promise<void> => {
    if (group.length === 0) return
    const repeated = group.length > 1
    if ((options.has('d', 'D') && !repeated) || (options.has('u') && repeated)) return
    for (const line of options.has('D') ? group : [group[0]!]) {
      const text = (options.has('c') ? `${String(group.length).padStart(7)} ` : '') + line + end
      if (sink === undefined) await io.out.write(text)
      else await io.p.write(sink, toBytes(text))
    }
  }
  for await (const { lines } of lineBatches(io.p, fd, options.has('z') ? 0 : 10)) {
    for (const line of lines) {
      const next = keyOf(line)
      if (group.length > 0 && next === key) group.push(line)
      else {
        await flush()
        group = [line]
        key = next
      }
    }
  }
  await flush()
  return 0
}

export const uniq = program('uniq', uniqMain)
