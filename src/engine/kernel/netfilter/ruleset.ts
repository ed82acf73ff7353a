import { FsError } from '../../base/errors.ts'
import type { Family } from '../net/address.ts'
import type { Hook } from '../net/filter.ts'
import { type Chain, keyOf, newRule, type Rule, type RuleSpec, type TableName, type Target } from './rule.ts'

/** Names of the chains that packets enter, by where they do. */
export const CHAIN_OF: Readonly<Record<Hook, string>> = {
  prerouting: 'PREROUTING',
  input: 'INPUT',
  forward: 'FORWARD',
  output: 'OUTPUT',
  postrouting: 'POSTROUTING',
}

/** Tables in the order in which they are listed, with the hooks of each. */
export const TABLES: Readonly<Record<TableName, readonly Hook[]>> = {
  mangle: ['prerouting', 'input', 'forward', 'output', 'postrouting'],
  security: ['input', 'forward', 'output'],
  raw: ['prerouting', 'output'],
  filter: ['input', 'forward', 'output'],
  nat: ['prerouting', 'input', 'output', 'postrouting'],
}

/** Where targets may stand that not every chain may have (kernel, xt_target's table and hooks). */
const PLACES: Readonly<
  Partial<Record<Target['kind'], { tables: readonly TableName[]; hooks: readonly Hook[] }>>
> = {
  DNAT: { tables: ['nat'], hooks: ['prerouting', 'output'] },
  REDIRECT: { tables: ['nat'], hooks: ['prerouting', 'output'] },
  SNAT: { tables: ['nat'], hooks: ['postrouting', 'input'] },
  MASQUERADE: { tables: ['nat'], hooks: ['postrouting'] },
  REJECT: { tables: ['filter'], hooks: ['input', 'forward', 'output'] },
  NOTRACK: { tables: ['raw'], hooks: ['prerouting', 'output'] },
}

/** One table: its chains and their rules. Errors are those of the kernel's nf_tables. */
export class Table {
  readonly name: TableName
  /** Those that packets enter, in the order in which they pass, then the others by name. */
  private readonly builtin: readonly Chain[]
  private readonly own = new Map<string, Chain>()

  constructor(name: TableName) {
    this.name = name
    this.builtin = TABLES[name].map((hook) => ({
      name: CHAIN_OF[hook],
      hook,
      policy: 'ACCEPT',
      rules: [],
      packets: 0,
      bytes: 0,
    }))
  }

  chains(): Chain[] {
    return [...this.builtin, ...[...this.own.values()].sort((a, b) => (a.name < b.name ? -1 : 1))]
  }
  at(hook: Hook): Chain | undefined {
    return this.builtin.find((chain) => chain.hook === hook)
  }
  find(name: string): Chain | undefined {
    return this.own.get(name) ?? this.builtin.find((chain) => chain.name === name)
  }
  /** ENOENT where there is none of the name. */
  chain(name: string): Chain {
    const chain = this.find(name)
    if (!chain) throw new FsError('ENOENT')
    return chain
  }
  /** How many rules lead to a chain. */
  references(name: string): number {
    return this.chains().reduce(
      (sum, { rules }) => sum + rules.filter((rule) => leadsTo(rule, name)).length,
      0,
    )
  }

  /** EEXIST. */
  addChain(name: string): Chain {
    if (this.find(name)) throw new FsError('EEXIST')
    const chain: Chain = { name, rules: [], packets: 0, bytes: 0 }
    this.own.set(name, chain)
    return chain
  }
  /** ENOENT, EBUSY where it has rules or rules lead to it. */
  removeChain(name: string): void {
    const chain = this.own.get(name)
    if (!chain) throw new FsError('ENOENT')
    if (chain.rules.length > 0 || this.references(name) > 0) throw new FsError('EBUSY')
    this.own.delete(name)
  }
  /** Rules that lead to it know it by its new name. */
  renameChain(name: string, to: string): void {
    if (this.find(to)) throw new FsError('EEXIST')
    const chain = this.own.get(name)
    if (!chain) throw new FsError('ENOENT')
    this.own.delete(name)
    this.own.set(to, chain)
    chain.name = to
    for (const { rules } of this.chains())
      for (const [i, rule] of rules.entries())
        if (leadsTo(rule, name))
          rules[i] = { ...rule, spec: { ...rule.spec, target: { ...rule.spec.target!, name: to } as Target } }
  }

  /** Puts a rule before the one at `index`; at the end where none is named. ENOENT, EINVAL, EMLINK (a circle). */
  insert(name: string, spec: RuleSpec, index?: number, counters?: { packets: number; bytes: number }): void {
    const chain = this.chain(name)
    this.check(chain, spec)
    const rule = newRule(spec, counters?.packets, counters?.bytes)
    chain.rules.splice(index ?? chain.rules.length, 0, rule)
  }
  replace(name: string, index: number, spec: RuleSpec): void {
    const chain = this.chain(name)
    this.check(chain, spec)
    chain.rules[index] = newRule(spec)
  }
  /** The place of the first equal rule; -1 where there is none. */
  indexOf(name: string, spec: RuleSpec): number {
    const key = keyOf(spec)
    return this.chain(name).rules.findIndex((rule) => keyOf(rule.spec) === key)
  }
  remove(name: string, index: number): void {
    this.chain(name).rules.splice(index, 1)
  }
  flush(name: string): void {
    this.chain(name).rules = []
  }

  private check(chain: Chain, { target, matches, selector }: RuleSpec): void {
    if (target?.kind === 'chain') {
      const next = this.chain(target.name)
      if (next.hook) throw new FsError('ENOTSUP')
      if (chain.hook && this.circles(next, new Set([chain.name]))) throw new FsError('EMLINK')
    }
    const hooks = this.hooksOf(chain)
    const place = target && PLACES[target.kind]
    if (place && (!place.tables.includes(this.name) || !hooks.every((hook) => place.hooks.includes(hook))))
      throw new FsError('EINVAL')
    if (
      target?.kind === 'REJECT' &&
      target.with === 'tcp-reset' &&
      (selector.protocol?.number !== 6 || selector.protocol.not)
    )
      throw new FsError('EINVAL')
    if (
      matches.some(({ kind }) => kind === 'owner') &&
      !hooks.every((hook) => ['output', 'postrouting'].includes(hook))
    )
      throw new FsError('EINVAL')
  }

  /** A way from a chain leads to one that was passed. */
  private circles(chain: Chain, passed: ReadonlySet<string>): boolean {
    if (passed.has(chain.name)) return true
    const further = new Set([...passed, chain.name])
    return chain.rules.some(({ spec: { target } }) => {
      const next = target?.kind === 'chain' ? this.find(target.name) : undefined
      return next !== undefined && this.circles(next, further)
    })
  }

  /** Where packets come from that reach a chain. */
  private hooksOf(chain: Chain): Hook[] {
    if (chain.hook) return [chain.hook]
    const reaches = (from: Chain, seen: Set<string>): boolean =>
      from.rules.some(({ spec: { target } }) => {
        if (target?.kind !== 'chain' || seen.has(target.name)) return false
        if (target.name === chain.name) return true
        const next = this.find(target.name)
        return next !== undefined && reaches(next, new Set([...seen, target.name]))
      })
    return this.builtin.filter((from) => reaches(from, new Set())).map(({ hook }) => hook!)
  }
}

const leadsTo = ({ spec: { target } }: Rule, name: string): boolean =>
  target?.kind === 'chain' && target.name === name

/** The tables of a family. One is there once somebody asks for it. */
export class Ruleset {
  readonly family: Family
  private readonly tables = new Map<TableName, Table>()

  constructor(family: Family) {
    this.family = family
  }
  /** Those that are there, in the order in which they are listed. */
  all(): Table[] {
    return (Object.keys(TABLES) as TableName[]).flatMap((name) => this.tables.get(name) ?? [])
  }
  find(name: TableName): Table | undefined {
    return this.tables.get(name)
  }
  /** A table to look at: one that nobody made is empty. */
  look(name: TableName): Table {
    return this.tables.get(name) ?? new Table(name)
  }
  table(name: TableName): Table {
    let table = this.tables.get(name)
    if (!table) {
      table = new Table(name)
      this.tables.set(name, table)
    }
    return table
  }
}
