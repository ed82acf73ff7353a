import type { Io } from './program.ts'
import { Failure } from './program.ts'

type Argument = 'none' | 'required' | 'optional'
interface OptionDef {
  readonly key: string
  readonly argument: Argument
  readonly simulated: boolean
}

/** Options of a program, as getopt_long(3) knows them. */
export interface OptionTable {
  readonly usage: string
  readonly short: ReadonlyMap<string, OptionDef>
  readonly long: ReadonlyMap<string, OptionDef>
  readonly table: string
  readonly exit: number
  readonly inOrder: boolean
  readonly suite: string
  /** Errors show the usage line too. */
  readonly usageInErrors: boolean
}

/** The command line of one call. A key is the option's letter, or its long name where it has no letter. */
export class Options {
  /** Options as they came. */
  readonly order: readonly (readonly [key: string, value: string])[]
  /** What is no option. */
  readonly operands: string[]
  constructor(order: [string, string][], operands: string[]) {
    this.order = order
    this.operands = operands
  }
  has(...keys: string[]): boolean {
    return this.order.some(([key]) => keys.includes(key))
  }
  /** Value of the last one. */
  get(key: string): string | undefined {
    return this.order.findLast(([k]) => k === key)?.[1]
  }
  all(key: string): string[] {
    return this.order.filter(([k]) => k === key).map(([, value]) => value)
  }
  count(key: string): number {
    return this.order.reduce((n, [k]) => n + (k === key ? 1 : 0), 0)
  }
  /** Which of these came last. */
  last(...keys: string[]): string | undefined {
    return this.order.findLast(([key]) => keys.includes(key))?.[0]
  }
}

/**
 * Reads a table like `-a/--all -w/--width: --color:: !-Z/--context`: `:` takes an argument, `::` may take one, `!` is
 * an option of the original that is not simulated. `inOrder` stops at the first operand.
 */
export function optionTable(
  usage: string,
  table: string,
  settings: { exit?: number; inOrder?: boolean; suite?: string; usageInErrors?: boolean } = {},
): OptionTable {
  const short = new Map<string, OptionDef>()
  const long = new Map<string, OptionDef>()
  for (const token of table.split(/\s+/).filter(Boolean)) {
    const m = /^(!?)(?:-([^-/:]))?\/?(?:--([^:]+))?(:{0,2})$/.exec(token)
    if (!m) throw new Error(`bad option ${token}`)
    const argument: Argument = m[4] === '::' ? 'optional' : m[4] ? 'required' : 'none'
    const def: OptionDef = { key: m[2] ?? m[3]!, argument, simulated: m[1] === '' }
    if (m[2]) short.set(m[2], def)
    if (m[3]) long.set(m[3], def)
  }
  if (!long.has('help')) long.set('help', { key: 'help', argument: 'none', simulated: true })
  if (!long.has('version')) long.set('version', { key: 'version', argument: 'none', simulated: true })
  return {
    usage,
    short,
    long,
    table,
    exit: settings.exit ?? 1,
    inOrder: settings.inOrder ?? false,
    usageInErrors: settings.usageInErrors ?? false,
    suite: settings.suite ?? 'GNU coreutils) 9.1',
  }
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** A wrong call in the original's words: the message and where to look. */
export function usageError(io: Io, message: string, exit = 1): Failure {
  if (io.busybox) return new Failure(message, exit, io.usage)
  return new Failure(message, exit, `Try '${io.name} --help' for more information.`)
}

/** The one sentence for an option that the original has and this one has not. */
export const notSimulated = (option: string, exit = 1): Failure =>
  new Failure(`option '${option}' is not part of this simulation`, exit)

/** Splits the arguments into options and operands. Throws a `Failure` with getopt's text. */
export function parseOptions(io: Io, table: OptionTable, args: readonly string[] = io.args): Options {
  const order: [string, string][] = []
  const operands: string[] = []
  const wrong = (message: string): Failure => {
    const shown =
      table.usageInErrors && !io.busybox ? `${message}\nUsage: ${io.name} ${table.usage}` : message
    return usageError(io, shown, table.exit)
  }
  const take = (def: OptionDef, shown: string, value: string): void => {
    if (def.key === 'help' && shown === '--help')
      throw io.busybox ? new Failure('', 0, io.usage) : new Failure(help(io, table), 0)
    if (def.key === 'version' && shown === '--version' && !io.busybox)
      throw new Failure(`${baseName(io.name)} (${table.suite}\n`, 0)
    if (!def.simulated) throw notSimulated(shown, table.exit)
    order.push([def.key, value])
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--') {
      operands.push(...args.slice(i + 1))
      break
    }
    if (arg === '-' || !arg.startsWith('-')) {
      operands.push(arg)
      if (!table.inOrder) continue
      operands.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const eq = arg.indexOf('=')
      const given = eq < 0 ? arg.slice(2) : arg.slice(2, eq)
      const [name, def] = findLong(table, given, wrong)
      if (eq >= 0 && def.argument === 'none') throw wrong(`option '--${name}' doesn't allow an argument`)
      let value = eq < 0 ? '' : arg.slice(eq + 1)
      if (eq < 0 && def.argument === 'required') {
        if (i + 1 >= args.length) throw wrong(`option '--${name}' requires an argument`)
        value = args[++i]!
      }
      take(def, `--${name}`, value)
      continue
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!
      const def = table.short.get(letter)
      if (!def) throw wrong(`invalid option -- '${letter}'`)
      if (def.argument === 'none') {
        take(def, `-${letter}`, '')
        continue
      }
      let value = arg.slice(at + 1)
      if (value === '' && def.argument === 'required') {
        if (i + 1 >= args.length) throw wrong(`option requires an argument -- '${letter}'`)
        value = args[++i]!
      }
      take(def, `-${letter}`, value)
      break
    }
  }
  return new Options(order, operands)
}

function findLong(
  table: OptionTable,
  given: string,
  wrong: (message: string) => Failure,
): [string, OptionDef] {
  const exact = table.long.get(given)
  if (exact) return [given, exact]
  const names = [...table.long.keys()].filter((name) => name.startsWith(given))
  if (names.length === 0) throw wrong(`unrecognized option '--${given}'`)
  if (names.length > 1 && new Set(names.map((name) => table.long.get(name)!.key)).size > 1)
    throw wrong(
      `option '--${given}' is ambiguous; possibilities: ${names.map((name) => `'--${name}'`).join(' ')}`,
    )
  return [names[0]!, table.long.get(names[0]!)!]
}

/** Usage and the options that are simulated. */
function help(io: Io, table: OptionTable): string {
  const options = table.table
    .split(/\s+/)
    .filter((token) => token && !token.startsWith('!'))
    .map((token) =>
      token
        .replace('/', ', ')
        .replace(/::$/, '[=WHAT]')
        .replace(/:$/, token.includes('--') ? '=WHAT' : ' WHAT'),
    )
  const list = options.length > 0 ? `\nOptions that are simulated:\n  ${options.join('\n  ')}\n` : ''
  return `Usage: ${io.name} ${table.usage}\n${list}`
}
