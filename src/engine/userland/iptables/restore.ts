import type { Ruleset } from '../../kernel/netfilter/ruleset.ts'
import type { Call } from './call.ts'
import { Refused, WrongCall } from './failure.ts'
import type { NameTables } from './names.ts'
import { type Grammar, parseCall } from './parse.ts'
import { execute, isTable, tableOf, tableToRead } from './run.ts'

/** How iptables-restore was called. */
export interface RestoreOptions {
  /** The counters in brackets count. */
  readonly counters: boolean
  /** Chains that are not named keep their rules. */
  readonly keep: boolean
  /** Only look whether it could be done. */
  readonly test: boolean
  /** This table alone. */
  readonly table: string | undefined
}

/** Splits a line into words as a shell would that knows only quotes (xshared.c, add_param_to_argv). */
export function words(line: string): string[] {
  const found = line.matchAll(/(?:[^\s"]|"(?:\\.|[^"\\])*")+/g)
  return [...found].map(([word]) =>
    word.replace(/"((?:\\.|[^"\\])*)"/g, (_, inner: string) => inner.replace(/\\(.)/g, '$1')),
  )
}

/** A line of the input is wrong; `line` counts from 1. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError'
  readonly line: number
  readonly why: unknown
  constructor(line: number, why: unknown) {
    super('a line cannot be restored')
    this.line = line
    this.why = why
  }
}

/** The input names a table that there is not. */
export class UnknownTable extends Error {
  override readonly name = 'UnknownTable'
  readonly table: string
  constructor(table: string) {
    super('no such table')
    this.table = table
  }
}

type Step = () => void

/** Reads what iptables-save wrote and makes the rules so, table by table: all of a table, or nothing of it. */
export function restore(text: string, ruleset: Ruleset, names: NameTables, options: RestoreOptions): void {
  let table: string | undefined
  let steps: Step[] = []
  let chains = new Set<string>()
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const grammar: Grammar = {
    family: ruleset.family,
    names,
    hasChain: (where, name) => chains.has(name) || tableOf(ruleset, where).find(name) !== undefined,
  }
  for (const [i, line] of lines.entries()) {
    const fail = (why: unknown): never => {
      throw new RestoreError(i + 1, why)
    }
    if (line === '' || line.startsWith('#')) continue
    if (table === undefined) {
      if (!line.startsWith('*')) fail(undefined)
      table = line.slice(1).trim()
      if (!isTable(table)) fail(new UnknownTable(table))
      steps = []
      chains = new Set()
      if (!options.keep) steps.push(clear(ruleset, table))
    } else if (line.trim() === 'COMMIT') {
      if (!options.test && (options.table === undefined || options.table === table))
        for (const step of steps) step()
      table = undefined
    } else if (line.startsWith(':')) {
      const [name = '', policy = '-', counts = ''] = line.slice(1).trim().split(/\s+/)
      const builtIn = tableToRead(ruleset, table).find(name)?.hook !== undefined
      if (builtIn && !['ACCEPT', 'DROP', '-'].includes(policy)) fail(new Refused('Bad policy name.'))
      chains.add(name)
      steps.push(declare(ruleset, table, name, policy, options.counters ? counts : '', options.keep))
    } else {
      try {
        const call = ruleCall(line, table, grammar, options)
        if (call.command === 'N') chains.add(call.chain!)
        steps.push(() => void execute(call, ruleset, names))
      } catch (error) {
        fail(error)
      }
    }
  }
  if (table !== undefined) throw new Refused(`COMMIT expected at line ${lines.length + 1}`)
}

const clear =
  (ruleset: Ruleset, name: string): Step =>
  () => {
    const table = tableOf(ruleset, name)
    for (const chain of table.chains()) table.flush(chain.name)
    for (const chain of table.chains()) if (!chain.hook) table.removeChain(chain.name)
  }

/** `:INPUT DROP [5:600]`. */
const declare =
  (ruleset: Ruleset, where: string, name: string, policy: string, counts: string, keep: boolean): Step =>
  () => {
    const table = tableOf(ruleset, where)
    const chain = table.find(name) ?? table.addChain(name)
    if (keep && !chain.hook) table.flush(name)
    if (chain.hook && (policy === 'ACCEPT' || policy === 'DROP')) chain.policy = policy
    const m = /^\[(\d+):(\d+)\]$/.exec(counts)
    if (m) Object.assign(chain, { packets: Number(m[1]), bytes: Number(m[2]) })
  }

/** A line with a rule, with the counters before it. */
function ruleCall(line: string, table: string, grammar: Grammar, { counters }: RestoreOptions): Call {
  const m = /^\[(\d+):(\d+)\]\s*(.*)$/.exec(line)
  const call = parseCall(words(m ? m[3]! : line), grammar, table)
  if (call.table !== table) throw new WrongCall('The -t option cannot be used in iptables-restore.\n')
  if (call.chain !== undefined && 'AIRDC'.includes(call.command) && !grammar.hasChain(table, call.chain))
    throw new Refused('No chain/target/match by that name.')
  return m && counters ? { ...call, counters: { packets: Number(m[1]), bytes: Number(m[2]) } } : call
}
