import { Failure } from '../failure.ts'
import { remember } from '../histfile.ts'
import { print, writeError } from '../report.ts'
import { runText } from '../run/text.ts'
import type { Shell } from '../state.ts'
import { BASH, type Builtin, builtin, parseOptions } from './builtin.ts'

const USAGE = 'fc [-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]'

/** Index of the line that a number, a negative number or the start of a command names. */
function find(lines: readonly string[], spec: string): number {
  if (/^-?\d+$/.test(spec)) {
    const n = Number(spec)
    const index = n < 0 ? lines.length + n : n === 0 ? lines.length - 1 : n - 1
    return Math.max(0, Math.min(lines.length - 1, index))
  }
  const index = lines.findLastIndex((line) => line.startsWith(spec))
  if (index < 0) throw new Failure('no command found')
  return index
}

async function fc(sh: Shell, args: readonly string[]): Promise<number> {
  const numeric = args.findIndex((arg) => /^-\d+$/.test(arg))
  const head = numeric < 0 ? args : args.slice(0, numeric)
  const { flags, values, operands } = await parseOptions(sh, 'fc', head, 'e:lnrs', USAGE)
  const specs = numeric < 0 ? operands : [...operands, ...args.slice(numeric)]
  /** The line with this command is the last; it does not count. */
  const lines = sh.history.lines.slice(0, -1)
  if (flags.has('s') || values.get('e') === '-') return again(sh, lines, specs)
  if (!flags.has('l')) {
    await writeError(
      sh,
      `${sh.name}: fc: editing commands in an editor is not simulated; fc -l lists, fc -s runs\n`,
    )
    return 1
  }
  if (lines.length === 0) return 0
  const first = specs[0] === undefined ? Math.max(0, lines.length - 16) : find(lines, specs[0])
  const last = specs[1] === undefined ? lines.length - 1 : find(lines, specs[1])
  const from = Math.min(first, last)
  const shown = lines
    .slice(from, Math.max(first, last) + 1)
    .map((line, i) => `${flags.has('n') ? '' : from + i + 1}\t ${line}\n`)
  if (flags.has('r') !== first > last) shown.reverse()
  await print(sh, shown.join(''))
  return 0
}

/** `fc -s old=new command`: runs a line of the history again, and remembers what it became. */
async function again(sh: Shell, lines: readonly string[], specs: readonly string[]): Promise<number> {
  let rest = [...specs]
  const changes: [string, string][] = []
  while (rest[0]?.includes('=')) {
    const at = rest[0].indexOf('=')
    changes.push([rest[0].slice(0, at), rest[0].slice(at + 1)])
    rest = rest.slice(1)
  }
  if (lines.length === 0) throw new Failure('no command found')
  let line = lines[rest[0] === undefined ? lines.length - 1 : find(lines, rest[0])]!
  for (const [from, to] of changes) line = line.replaceAll(from, () => to)
  await writeError(sh, `${line}\n`)
  sh.history.lines.pop()
  remember(sh, line)
  return runText(sh, line)
}

export const FC: readonly (readonly [string, Builtin])[] = [['fc', builtin(USAGE, fc, BASH)]]
