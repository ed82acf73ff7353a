import { isErrno } from '../../base/errors.ts'
import type { Chain, TableName } from '../../kernel/netfilter/rule.ts'
import type { Ruleset, Table } from '../../kernel/netfilter/ruleset.ts'
import type { Call } from './call.ts'
import { Failed, Refused } from './failure.ts'
import { type Look, listHead, listRule } from './listing.ts'
import type { NameTables } from './names.ts'
import { listRules } from './save.ts'

const TABLE_NAMES: readonly string[] = ['filter', 'nat', 'mangle', 'raw', 'security']
const NO_CHAIN = 'No chain/target/match by that name.'

/** The table of a name, made where it is missing; exit 3 where there can be none. */
export function tableOf(ruleset: Ruleset, name: string): Table {
  demandTable(name)
  return ruleset.table(name as TableName)
}
/** A table to look at: one that nobody made is empty. */
export function tableToRead(ruleset: Ruleset, name: string): Table {
  demandTable(name)
  return ruleset.look(name as TableName)
}
export const isTable = (name: string): boolean => TABLE_NAMES.includes(name)
function demandTable(name: string): void {
  if (!isTable(name))
    throw new Failed(
      `table '${name}' does not exist\nPerhaps iptables or your kernel needs to be upgraded.`,
      3,
    )
}

/** What the kernel's errors mean for a command (nft.c, nft_strerror). */
function tell(call: Call, action: string, error: unknown): never {
  if (!isErrno(error)) throw error
  const { command, chain } = call
  if (error.errno === 'ENOENT') throw new Refused(NO_CHAIN)
  if (error.errno === 'EEXIST') throw new Refused(command === 'N' ? 'Chain already exists.' : 'File exists.')
  const what = command === 'X' ? 'chain' : 'rule in chain'
  throw new Failed(` ${action} failed (${error.message}): ${what} ${chain}`, 4)
}

/** Does what a call says; what it prints. */
export function execute(call: Call, ruleset: Ruleset, names: NameTables): string {
  const reads = call.command === 'L' || call.command === 'S'
  const table = (reads ? tableToRead : tableOf)(ruleset, call.table)
  const { family } = ruleset
  switch (call.command) {
    case 'A':
    case 'I':
    case 'R':
      put(call, table)
      return ''
    case 'C':
    case 'D':
      remove(call, table)
      return ''
    case 'L':
      return withZero(call, table, list(call, table, { family, names }))
    case 'S':
      return withZero(call, table, listSaved(call, table, { family, names }))
    default:
      ofChains(call, table)
      return ''
  }
}

function put(call: Call, table: Table): void {
  const { command, rules, number } = call
  const chain = chainOf(table, call.chain!)
  const most = command === 'R' ? chain.rules.length : chain.rules.length + 1
  if (number !== undefined && number > most)
    throw new Refused(command === 'R' ? 'Index of replacement too big.' : 'Index of insertion too big.')
  const action = { A: 'RULE_APPEND', I: 'RULE_INSERT', R: 'RULE_REPLACE' }[command as 'A' | 'I' | 'R']
  try {
    for (const [i, rule] of rules.entries()) {
      if (command === 'R') table.replace(chain.name, number! - 1, rule)
      else table.insert(chain.name, rule, command === 'A' ? undefined : (number ?? 1) - 1 + i, call.counters)
    }
  } catch (error) {
    tell(call, action, error)
  }
}

function chainOf(table: Table, name: string): Chain {
  const chain = table.find(name)
  if (!chain) throw new Refused(NO_CHAIN)
  return chain
}

function remove(call: Call, table: Table): void {
  const chain = chainOf(table, call.chain!)
  if (call.number !== undefined) {
    if (call.number > chain.rules.length) throw new Refused('Index of deletion too big.')
    table.remove(chain.name, call.number - 1)
    return
  }
  for (const rule of call.rules) {
    const index = table.indexOf(chain.name, rule)
    if (index < 0) throw new Refused('Bad rule (does a matching rule exist in that chain?).')
    if (call.command === 'D') table.remove(chain.name, index)
  }
}

function ofChains(call: Call, table: Table): void {
  const { command, chain: name } = call
  const all = (): Chain[] => (name === undefined ? table.chains() : [chainOf(table, name)])
  try {
    switch (command) {
      case 'N':
        table.addChain(name!)
        return
      case 'X':
        for (const chain of all()) if (!chain.hook || name !== undefined) table.removeChain(chain.name)
        return
      case 'F':
        for (const chain of all()) table.flush(chain.name)
        return
      case 'E':
        table.renameChain(name!, call.second!)
        return
      case 'P':
        setPolicy(call, table)
        return
      default:
        zero(all(), call.number)
    }
  } catch (error) {
    tell(call, 'CHAIN_DEL', error)
  }
}

function setPolicy({ chain: name, second: policy }: Call, table: Table): void {
  const chain = table.find(name!)
  if (policy !== 'ACCEPT' && policy !== 'DROP')
    throw new Refused("Bad policy name. Run `dmesg' for more information.")
  if (!chain?.hook) throw new Refused('Bad built-in chain name.')
  // A chain with another policy is a new one to nf_tables.
  Object.assign(chain, { policy, packets: 0, bytes: 0 })
}

function zero(chains: readonly Chain[], number?: number): void {
  for (const chain of chains) {
    if (number === undefined) Object.assign(chain, { packets: 0, bytes: 0 })
    for (const [i, rule] of chain.rules.entries())
      if (number === undefined || i === number - 1) Object.assign(rule, { packets: 0, bytes: 0 })
  }
}

function withZero(call: Call, table: Table, text: string): string {
  if (call.zero) zero(call.chain === undefined ? table.chains() : [table.chain(call.chain)])
  return text
}

function listed({ chain: name, table: where }: Call, table: Table): Chain[] {
  if (name === undefined) return table.chains()
  const chain = table.find(name)
  if (!chain) throw new Failed(`chain \`${name}' in table \`${where}' is incompatible, use 'nft' tool.`, 1)
  return [chain]
}

function list(call: Call, table: Table, how: Pick<Look, 'family' | 'names'>): string {
  const look: Look = { ...call, ...how }
  const shown = listed(call, table)
  const { number } = call
  if (number !== undefined) {
    const rule = shown[0]!.rules[number - 1]
    return rule ? listRule(rule, number, look) : ''
  }
  return shown
    .map(
      (chain) =>
        listHead(chain, table.references(chain.name), look) +
        chain.rules.map((rule, i) => listRule(rule, i + 1, look)).join(''),
    )
    .join('\n')
}

function listSaved(call: Call, table: Table, how: Pick<Look, 'family' | 'names'>): string {
  const lines = listRules(listed(call, table), { ...call, ...how })
  return lines.map((line) => `${line}\n`).join('')
}
