import type { ExitCode } from '../../kernel/process.ts'
import type { Dialect } from '../dialect.ts'
import { Failure } from '../failure.ts'
import { complain, writeError } from '../report.ts'
import type { Assigned } from '../run/assign.ts'
import type { Shell } from '../state.ts'

/** A command of the shell itself. */
export interface Builtin {
  run(sh: Shell, args: readonly string[], call: BuiltinCall): Promise<ExitCode>
  in(dialect: Dialect): boolean
  /** One line, as `help` shows. */
  readonly usage: string
}
export interface BuiltinCall {
  /** The name it was called by. */
  readonly name: string
  /** Arguments that were parsed as assignments, by index: arrays keep their elements. */
  readonly declared: ReadonlyMap<number, Assigned>
}

type Run = Builtin['run']
const ALL: readonly Dialect[] = ['bash', 'ash', 'dash']
export const BASH: readonly Dialect[] = ['bash']
export const BASH_ASH: readonly Dialect[] = ['bash', 'ash']

export const builtin = (usage: string, run: Run, dialects: readonly Dialect[] = ALL): Builtin => ({
  usage,
  run,
  in: (dialect) => dialects.includes(dialect),
})

/** Options of one letter at the front: which are set, with their values, and the operands. */
export interface Options {
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, string>
  readonly operands: readonly string[]
}

/**
 * Reads options as getopt(3). `spec` lists the letters; a colon after one means it takes a value. An unknown one
 * fails in the dialect's words, with the usage line in bash.
 */
export async function parseOptions(
  sh: Shell,
  name: string,
  args: readonly string[],
  spec: string,
  usage: string,
): Promise<Options> {
  const flags = new Set<string>()
  const values = new Map<string, string>()
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--') {
      i++
      break
    }
    if (!/^-./.test(arg)) break
    for (let j = 1; j < arg.length; j++) {
      const letter = arg[j]!
      const at = spec.indexOf(letter)
      if (at < 0 || letter === ':') throw await badOption(sh, name, `-${letter}`, usage)
      if (spec[at + 1] !== ':') {
        flags.add(letter)
        continue
      }
      const value = j + 1 < arg.length ? arg.slice(j + 1) : args[++i]
      if (value === undefined) {
        if (sh.dialect !== 'bash') throw new Failure(`No arg for -${letter} option`, { status: 2 })
        throw await usageFailure(sh, name, `-${letter}: option requires an argument`, usage)
      }
      values.set(letter, value)
      flags.add(letter)
      break
    }
  }
  return { flags, values, operands: args.slice(i) }
}

export async function badOption(sh: Shell, name: string, option: string, usage: string): Promise<Failure> {
  if (sh.dialect === 'dash') return new Failure(`Illegal option ${option}`, { status: 2 })
  if (sh.dialect === 'ash') return new Failure(`illegal option ${option}`, { status: 2 })
  return usageFailure(sh, name, `${option}: invalid option`, usage)
}

/** A failure that shows the usage line below it (bash). */
export async function usageFailure(
  sh: Shell,
  name: string,
  message: string,
  usage: string,
): Promise<Failure> {
  await complain(sh, message, name)
  await writeError(sh, `${name}: usage: ${usage}\n`)
  return new Failure('', { status: 2 })
}

export const notIdentifier = (sh: Shell, text: string): Failure =>
  sh.dialect === 'bash'
    ? new Failure(`\`${text}': not a valid identifier`)
    : new Failure(`${text.split('=')[0]}: bad variable name`, { status: 2 })

/** A non-negative number, or the dialect's complaint. */
export function parseNumber(sh: Shell, text: string): number {
  if (/^[-+]?\d+$/.test(text)) return Number(text)
  if (sh.dialect === 'bash') throw new Failure(`${text}: numeric argument required`, { status: 2 })
  throw new Failure(`Illegal number: ${text}`, { status: 2 })
}
