import type { Netfilter } from '../../../kernel/netfilter/netfilter.ts'
import { keyOf } from '../../../kernel/netfilter/rule.ts'
import type { Ruleset } from '../../../kernel/netfilter/ruleset.ts'
import { baseRules, CHAINS } from './rules.ts'
import type { Entry } from './spec.ts'

/** dockerd's rules in the machine's tables. A rule that is there is not written again; one that somebody took is not missed. */
export class Firewall {
  private readonly four: Ruleset
  private readonly six: Ruleset

  constructor({ rulesets }: Netfilter) {
    this.four = rulesets.inet
    this.six = rulesets.inet6
  }

  /** The chains and what leads to them; packets of others are not forwarded any more. */
  start(): void {
    for (const [ruleset, loopback] of [
      [this.four, '127.0.0.0/8'],
      [this.six, '::1/128'],
    ] as const) {
      for (const table of ['nat', 'filter'] as const)
        for (const name of table === 'nat' ? ['DOCKER'] : CHAINS)
          if (!ruleset.table(table).find(name)) ruleset.table(table).addChain(name)
      for (const entry of baseRules(loopback)) put(ruleset, entry)
    }
    this.four.table('filter').chain('FORWARD').policy = 'DROP'
  }

  add(entries: readonly Entry[]): void {
    for (const entry of entries) put(this.four, entry)
  }
  remove(entries: readonly Entry[]): void {
    for (const { table, chain, rule } of entries) {
      const found = this.four.find(table)
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
