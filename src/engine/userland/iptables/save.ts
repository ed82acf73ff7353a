import type { Prefix } from '../../kernel/net/address.ts'
import type { Chain, Counters, Match, Negatable, RuleSpec, Target } from '../../kernel/netfilter/rule.ts'
import type { Table } from '../../kernel/netfilter/ruleset.ts'
import { bang, type MatchExtension, type TargetExtension } from './extension.ts'
import { matchExtension, moduleOf } from './matches/index.ts'
import type { NameTables } from './names.ts'
import { targetExtension } from './targets.ts'
import type { Family } from './values.ts'

/** The name after -j; of a chain its own. */
export function targetName(target: Target): string {
  if (target.kind === 'chain') return target.name
  return target.kind === 'NOTRACK' && target.by ? target.by : target.kind
}
export const extensionOf = (target: Target, family: Family): TargetExtension | undefined =>
  target.kind === 'chain' ? undefined : targetExtension(targetName(target), family)
export const extensionOfMatch = (match: Match, family: Family): MatchExtension =>
  matchExtension(moduleOf(match, family), family)!

const address = (option: string, prefix: (Prefix & Negatable) | undefined): string =>
  prefix ? ` ${bang(prefix)}-${option} ${prefix.address}/${prefix.length}` : ''
const device = (option: string, one: ({ name: string } & Negatable) | undefined): string =>
  one ? ` ${bang(one)}-${option} ${one.name}` : ''

/** A rule as a command line, from the space before its first condition on; `counters` stand before the target. */
export function ruleText(
  { selector, matches, target }: RuleSpec,
  family: Family,
  names: NameTables,
  counters?: Counters,
): string {
  const { src, dst, protocol, fragment } = selector
  const named = protocol && (names.protocolName(protocol.number) ?? String(protocol.number))
  return [
    address('s', src),
    address('d', dst),
    device('i', selector.in),
    device('o', selector.out),
    protocol ? ` ${bang(protocol)}-p ${named}` : '',
    fragment ? ` ${bang(fragment)}-f` : '',
    ...matches.map(
      (match) => ` -m ${moduleOf(match, family)}${extensionOfMatch(match, family).save(match as never)}`,
    ),
    counters ? ` -c ${counters.packets} ${counters.bytes}` : '',
    target
      ? ` -${target.kind === 'chain' && target.goto ? 'g' : 'j'} ${targetName(target)}${extensionOf(target, family)?.save(target as never) ?? ''}`
      : '',
  ].join('')
}

/** What `-S` prints of a table: policies and chains, then the rules. */
export function listRules(
  chains: readonly Chain[],
  {
    family,
    names,
    verbose,
    number,
  }: { family: Family; names: NameTables; verbose: boolean; number: number | undefined },
): string[] {
  const count = (counters: Counters): string => (verbose ? ` -c ${counters.packets} ${counters.bytes}` : '')
  const heads = chains.map((chain) =>
    chain.policy ? `-P ${chain.name} ${chain.policy}${count(chain)}` : `-N ${chain.name}`,
  )
  const rules = chains.flatMap(({ name, rules }) =>
    rules
      .filter((_, index) => number === undefined || index === number - 1)
      .map((rule) => `-A ${name}${ruleText(rule.spec, family, names, verbose ? rule : undefined)}`),
  )
  return [...(number === undefined ? heads : []), ...rules]
}

/** A table as iptables-save prints it, between its head and its end. */
export function saveTable(table: Table, family: Family, names: NameTables, counted: boolean): string[] {
  const chains = table.chains()
  return [
    `*${table.name}`,
    ...chains.map(({ name, policy, packets, bytes }) => `:${name} ${policy ?? '-'} [${packets}:${bytes}]`),
    ...chains.flatMap(({ name, rules }) =>
      rules.map(
        (rule) =>
          `${counted ? `[${rule.packets}:${rule.bytes}] ` : ''}-A ${name}${ruleText(rule.spec, family, names)}`,
      ),
    ),
    'COMMIT',
  ]
}
