import { optionTable, parseOptions } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program } from './program.ts'
import { quoteFile } from './quoting.ts'
import { runCommand } from './run.ts'
import { readAll } from './stdio.ts'
import { toText } from './text.ts'

const OPTIONS = optionTable(
  '[OPTION]... COMMAND [INITIAL-ARGS]...',
  `-0/--null -a/--arg-file: -d/--delimiter: -E: -I: -i:: -L/--max-lines: -n/--max-args: -P/--max-procs: !-p/--interactive
   -r/--no-run-if-empty -s/--max-chars: -t/--verbose -x/--exit !--show-limits !-o/--open-tty !--process-slot-var:`,
  { inOrder: true, suite: 'GNU findutils) 4.9.0' },
)
const DELIMITERS: Record<string, string> = { '\\n': '\n', '\\t': '\t', '\\0': '\0' }

/** Words by blanks, with quotes and backslashes. Throws for a quote that does not end. */
function splitWords(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === "'" || char === '"') {
      const end = text.indexOf(char, i + 1)
      const line = text.indexOf('\n', i + 1)
      if (end < 0 || (line >= 0 && line < end))
        throw new Failure(
          `unmatched ${char === "'" ? 'single' : 'double'} quote; by default quotes are special to xargs unless you use the -0 option`,
        )
      word = (word ?? '') + text.slice(i + 1, end)
      i = end
    } else if (char === '\\' && i + 1 < text.length) word = (word ?? '') + text[++i]
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + char
  }
  if (word !== undefined) words.push(word)
  return words
}

/** Commands run one after another, whatever `-P` allows. */
export const xargsMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const file = options.get('a')
  const fd = file === undefined ? 0 : io.p.open(file, { read: true })
  const input = toText(await readAll(io.p, fd))
  const delimiter = options.has('0')
    ? '\0'
    : options.has('d')
      ? (DELIMITERS[options.get('d')!] ?? options.get('d')!)
      : undefined
  const replace = options.has('I')
    ? options.get('I')!
    : options.has('i')
      ? options.get('i') || '{}'
      : undefined
  const command = options.operands.length > 0 ? options.operands : ['echo']
  const lines = (): string[] =>
    input
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  let items: string[]
  if (delimiter !== undefined) {
    items = input.split(delimiter)
    if (items.at(-1) === '') items.pop()
  } else
    items =
      replace === undefined ? splitWords(input) : lines().map((line) => splitWords(line).join(' ') && line)
  const stop = options.get('E')
  if (stop !== undefined && items.includes(stop)) items = items.slice(0, items.indexOf(stop))
  const calls: string[][] = []
  if (replace !== undefined)
    for (const item of items) calls.push(command.map((word) => word.replaceAll(replace, item)))
  else if (options.has('L')) {
    const size = Number(options.get('L'))
    const all = lines()
    for (let i = 0; i < all.length; i += size)
      calls.push([...command, ...splitWords(all.slice(i, i + size).join(' '))])
  } else {
    const size = Number(options.get('n') ?? 5000)
    if (!Number.isInteger(size) || size < 1)
      throw new Failure(`value ${options.get('n')} for -n option should be >= 1`)
    for (let i = 0; i < items.length; i += size) calls.push([...command, ...items.slice(i, i + size)])
    if (items.length === 0 && !options.has('r')) calls.push([...command])
  }
  let code = 0
  for (const argv of calls) {
    if (options.has('t')) await io.stderr(`${argv.map(quoteFile).join(' ')}\n`)
    const { code: got, status } = await runCommand(io, argv)
    if (status?.kind === 'signaled') {
      await io.error(`${argv[0]}: terminated by signal ${status.signal}`)
      return 125
    }
    if (got === 127 || got === 126) return got
    if (got === 255) {
      await io.error(`${argv[0]}: exited with status 255; aborting`)
      return 124
    }
    if (got !== 0) code = 123
  }
  return code
}

export const xargs = program('xargs', xargsMain)
