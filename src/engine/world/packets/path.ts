import type { Kernel } from '../../kernel/kernel.ts'
import type { Journey, Place, Step, Summary } from '../../kernel/net/journey.ts'
import { ACK, FIN, PSH, RST, SYN } from '../../kernel/net/packet.ts'
import type { PacketPath, PathStep } from '../../strata/packets.ts'
import type { NameTables } from '../../userland/iptables/names.ts'
import { ruleText } from '../../userland/iptables/save.ts'
import { programAt } from './holders.ts'
import type { MachineName } from './machines.ts'

/** What is needed to write a packet's way down. */
export interface Names {
  readonly kernel: Kernel
  readonly machine: MachineName
  readonly tables: NameTables
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`; without a port the address alone. */
export function placeText({ address, port }: Place): string {
  if (port === undefined) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** A packet's way so far as a value. */
export function pathOf(journey: Journey, names: Names): PacketPath {
  const { number, summary, form, steps } = journey
  const family = form.from.address.includes(':') ? 'inet6' : 'inet'
  return {
    number,
    protocol: summary.transport,
    from: placeText(form.from),
    to: placeText(form.to),
    what: whatOf(summary),
    length: summary.length,
    steps: steps.map((step) => stepOf(step, summary.transport, family, names)),
    outcome: outcomeOf(journey),
  }
}

export function outcomeOf({ steps, held }: Journey): PacketPath['outcome'] {
  if (held) return 'held'
  const last = steps.at(-1)
  if (steps.some(({ kind }) => kind === 'lost')) return 'lost'
  return last?.kind === 'socket' ? 'arrived' : 'going'
}

const FLAGS = [
  [SYN, 'SYN'],
  [FIN, 'FIN'],
  [RST, 'RST'],
  [PSH, 'PSH'],
  [ACK, 'ACK'],
] as const

/** Names of messages of ICMP and ICMPv6 by their types (IANA). */
const MESSAGES: Readonly<Record<'icmp' | 'icmp6', Readonly<Record<number, string>>>> = {
  icmp: { 0: 'echo reply', 3: 'unreachable', 8: 'echo request', 11: 'time exceeded' },
  icmp6: {
    1: 'unreachable',
    2: 'packet too big',
    3: 'time exceeded',
    128: 'echo request',
    129: 'echo reply',
    133: 'router solicitation',
    135: 'neighbour solicitation',
    136: 'neighbour advertisement',
  },
}

export function whatOf({ transport, flags, type }: Summary): string {
  if (transport === 'tcp')
    return FLAGS.filter(([bit]) => (flags & bit) !== 0)
      .map(([, name]) => name)
      .join(' ')
  if (type === undefined || (transport !== 'icmp' && transport !== 'icmp6')) return ''
  return MESSAGES[transport][type] ?? `type ${type}`
}

function stepOf(
  step: Step,
  protocol: Summary['transport'],
  family: 'inet' | 'inet6',
  { kernel, machine, tables }: Names,
): PathStep {
  const { net, ...rest } = step
  const base = { at: rest.at, machine: machine(net) }
  switch (rest.kind) {
    case 'out':
    case 'in': {
      const { kind, device, form } = rest
      return { ...base, kind, device, from: placeText(form.from), to: placeText(form.to) }
    }
    case 'table':
      return {
        ...rest,
        ...base,
        rules: rest.rules.map(({ chain, number, rule, packets }) => ({
          chain,
          number,
          text: `-A ${chain}${ruleText(rule.spec, family, tables)}`,
          packets,
        })),
      }
    case 'nat':
      return { ...rest, ...base, was: placeText(rest.was), is: placeText(rest.is) }
    case 'socket':
      return {
        ...base,
        kind: 'socket',
        found: rest.found,
        state: rest.state,
        local: rest.local && placeText(rest.local),
        remote: rest.remote && placeText(rest.remote),
        program: rest.local && programAt(kernel, net, protocol, rest.local, rest.remote),
      }
    default:
      return { ...rest, ...base }
  }
}
