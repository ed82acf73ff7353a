import type { Prefix } from '../../kernel/net/address.ts'
import type { Chain, Negatable, Rule, Target } from '../../kernel/netfilter/rule.ts'
import type { NameTables } from './names.ts'
import { extensionOf, extensionOfMatch, targetName } from './save.ts'
import type { Family } from './values.ts'

/** How `-L` is to look. */
export interface Look {
  readonly family: Family
  readonly names: NameTables
  readonly numeric: boolean
  readonly verbose: boolean
  /** Numbers as they are, not rounded to thousands. */
  readonly exact: boolean
  readonly lineNumbers: boolean
}

/** The module's own name, whatever it was called by. */
const shownName = (target: Target): string => (target.kind === 'NOTRACK' ? 'CT' : targetName(target))

/** Thousands, millions, … from 100,000 on (libxtables, xtables_print_num). */
function rounded(value: number): string {
  if (value <= 99999) return String(value)
  let left = value
  for (const unit of ['K', 'M', 'G']) {
    left = Math.floor((left + 500) / 1000)
    if (left <= 9999) return `${left}${unit}`
  }
  return `${Math.floor((left + 500) / 1000)}T`
}
const column = (value: number, exact: boolean): string =>
  exact ? `${String(value).padStart(8)} ` : `${rounded(value).padStart(5)} `

/** The head of a chain and of its columns. */
export function listHead(chain: Chain, references: number, { verbose, exact, lineNumbers }: Look): string {
  const plain = (value: number): string => (exact ? String(value) : rounded(value))
  const counted = verbose ? ` ${plain(chain.packets)} packets, ${plain(chain.bytes)} bytes` : ''
  const about = chain.policy ? `(policy ${chain.policy}${counted})` : `(${references} references)`
  const counters = verbose ? (exact ? '    pkts      bytes ' : ' pkts bytes ') : ''
  const devices = verbose ? ' in     out    ' : ''
  return `Chain ${chain.name} ${about}\n${lineNumbers ? 'num  ' : ''}${counters}target     prot opt${devices} source               destination         \n`
}

/** One rule as a line of `-L`. */
export function listRule({ spec, packets, bytes }: Rule, number: number, look: Look): string {
  const { family, names, numeric, verbose, exact, lineNumbers } = look
  const { selector, matches, target } = spec
  const { protocol, fragment, src, dst } = selector
  const protocolNumber = protocol?.number ?? 0
  const protocolText =
    (numeric ? undefined : protocolNumber === 0 ? 'all' : names.protocolName(protocolNumber)) ??
    String(protocolNumber)
  const device = (one: ({ name: string } & Negatable) | undefined): string =>
    `${one?.not ? '!' : ''}${one?.name ?? (numeric ? '*' : 'any')}`.padEnd(6)
  const host = (prefix: (Prefix & Negatable) | undefined): string =>
    `${prefix?.not ? '!' : ' '}${addressText(prefix, look).padEnd(19)} `
  const opt = family === 'inet' ? `${fragment?.not ? '!' : '-'}${fragment ? 'f' : '-'} ` : '-- '
  const printing = { numeric, names, protocol: protocolNumber }
  return [
    lineNumbers ? `${String(number).padEnd(4)} ` : '',
    verbose ? `${column(packets, exact)}${column(bytes, exact)}` : '',
    `${(target ? shownName(target) : '').padEnd(9)} `,
    `${protocol?.not ? '!' : ' '}${protocolText.padEnd(4)} `,
    opt,
    verbose ? ` ${device(selector.in)} ${device(selector.out)} ` : '',
    `${host(src)}${host(dst)}`,
    target?.kind === 'chain' && target.goto ? '[goto] ' : '',
    ...matches.map((match) => extensionOfMatch(match, family).print(match as never, printing)),
    target ? (extensionOf(target, family)?.print(target as never, printing) ?? '') : '',
    '\n',
  ].join('')
}

function addressText(prefix: Prefix | undefined, { family, names, numeric }: Look): string {
  const width = family === 'inet' ? 32 : 128
  if (!prefix || prefix.length === 0) return numeric ? (family === 'inet' ? '0.0.0.0/0' : '::/0') : 'anywhere'
  const { address, length } = prefix
  if (length === width) return (numeric ? undefined : names.hostName(address)) ?? address
  return `${(numeric ? undefined : names.networkName(address)) ?? address}/${length}`
}
