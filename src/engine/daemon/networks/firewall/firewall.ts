import type { Family } from '../../../kernel/net/address.ts'
import type { Netfilter } from '../../../kernel/netfilter/netfilter.ts'
import { keyOf } from '../../../kernel/netfilter/rule.ts'
import type { Ruleset } from '../../../kernel/netfilter/ruleset.ts'
import { baseRules, CHAINS } from './rules.ts'
import type { Entry, Placed } from './spec.ts'

/** dockerd's rules in the machine's tables. A rule that is there is not written again; one that somebody took is not missed. */
export class Firewall {
  private readonly rulesets: Readonly<Record<Family, Ruleset>>

  constructor({ rulesets }: Netfilter) {
    this.rulesets = rulesets
  }

  /** The chains and what leads to them; packets of others are not forwarded any more. */
  start(): void {
    for (const [ruleset, loopback] of [
      [this.rulesets.inet, '127.0.0.0/8'],
      [this.rulesets.inet6, '::1/128'],
    ] as const) {
      for (const table of ['nat', 'filter'] as const)
        for (const name of table === 'nat' ? ['DOCKER'] : CHAINS)
          if (!ruleset.table(table).find(name)) ruleset.table(table).addChain(name)
      for (const entry of baseRules(loopback)) put(ruleset, entry)
    }
    this.dropForwarded('inet')
  }

  /** Packets of others are not forwarded unless a rule says so. */
  dropForwarded(family: Family): void {
    this.rulesets[family].table('filter').chain('FORWARD').policy = 'DROP'
  }

  add(entries: readonly Placed[]): void {
    for (const entry of entries) put(this.rulesets[entry.family], entry)
  }
  remove(entries: readonly Placed[]): void {
    for (const { family, table, chain, rule } of entries) {
      const found = this.rulesets[family].find(table)
      if (!found?.find(chain)) continue
      const index = found.indexOf(chain, rule)
      if (index >= 0) found.remove(chain, index)
    }
  }
}

function put(ruleset: Ruleset, { table: name, chain, at, rule }: Entry): void {
  const table = ruleset.table(name)
  if (!table.find(chain)) table.addChain(chain)
  const key = keyOf(rule)
  if (table.chain(chain).rules.some(({ spec }) => keyOf(spec) === key)) return
  table.insert(chain, rule, at === 'start' ? 0 : undefined)
}
