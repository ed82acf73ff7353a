import type { RejectWith } from '../../kernel/net/filter.ts'
import type { AddressRange, Range, Rewrite, Target } from '../../kernel/netfilter/rule.ts'
import { type Context, type Given, lastOf, type OptionShapes, type TargetExtension } from './extension.ts'
import { notSimulated, WrongCall } from './failure.ts'
import { readMark } from './matches/others.ts'
import { hex, rangeText, readAddressRange, readNumber, readTargetPorts, saved } from './values.ts'

const PORTED = [6, 17, 132, 33]
const demandPorted = ({ protocol }: Context): void => {
  if (protocol === undefined || !PORTED.includes(protocol))
    throw new WrongCall('Need TCP, UDP, SCTP or DCCP with port specification')
}

/** `172.17.0.2:80`, `172.17.0.2-172.17.0.5:80-90`, `:80`, `[fd00::2]:8080`. */
function readTo(text: string, context: Context): Rewrite {
  const m =
    context.family === 'inet6'
      ? (/^\[([^\]]*)\](?::(.*))?$/.exec(text) ?? [text, text])
      : /^([^:]*)(?::(.*))?$/.exec(text)
  const [, host = '', port] = m ?? []
  if (port !== undefined) demandPorted(context)
  const addresses = host === '' ? undefined : readAddressRange(host, context.family)
  if (host !== '' && !addresses) throw new WrongCall(`Bad IP address "${host}"`)
  const ports = port === undefined || port === '' ? undefined : readTargetPorts(port)
  return { ...(addresses && { addresses }), ...(ports && { ports }) }
}
const addressesText = ({ first, last }: AddressRange): string => (first === last ? first : `${first}-${last}`)
function toText({ addresses, ports }: Rewrite): string {
  const host = addresses ? addressesText(addresses) : ''
  if (!ports) return host
  return `${host.includes(':') ? `[${host}]` : host}:${rangeText(ports, '-')}`
}

const EXTRAS: OptionShapes = { random: { values: 0 }, persistent: { values: 0 } }
const RANDOM_FULLY: OptionShapes = { 'random-fully': { values: 0 } }
const flag = (given: readonly Given[], name: string): boolean => lastOf(given, name) !== undefined
const refuseFully = (given: readonly Given[]): void => {
  if (flag(given, 'random-fully')) throw notSimulated('--random-fully')
}

function rewriting(kind: 'DNAT' | 'SNAT', option: string): TargetExtension<'DNAT' | 'SNAT'> {
  return {
    options: { [option]: { values: 1 }, ...EXTRAS, ...(kind === 'SNAT' ? RANDOM_FULLY : {}) },
    read(given, context) {
      refuseFully(given)
      const one = lastOf(given, option)
      if (!one) throw new WrongCall(`${kind}: option "--${option}" must be specified\n`)
      return {
        kind,
        ...readTo(one.values[0]!, context),
        ...(flag(given, 'random') && { random: true }),
        ...(flag(given, 'persistent') && { persistent: true }),
      }
    },
    print: (target) =>
      ` to:${toText(target)}${target.random ? ' random' : ''}${target.persistent ? ' persistent' : ''}`,
    save: (target) =>
      ` --${option} ${toText(target)}${target.random ? ' --random' : ''}${target.persistent ? ' --persistent' : ''}`,
  }
}

function ownAddress(
  kind: 'MASQUERADE' | 'REDIRECT',
  title: string,
): TargetExtension<'MASQUERADE' | 'REDIRECT'> {
  return {
    options: { 'to-ports': { values: 1 }, random: { values: 0 }, ...RANDOM_FULLY },
    read(given, context) {
      refuseFully(given)
      const one = lastOf(given, 'to-ports')
      if (one) demandPorted(context)
      const ports: Range | undefined = one && readTargetPorts(one.values[0]!)
      return { kind, ...(ports && { ports }), ...(flag(given, 'random') && { random: true }) }
    },
    print: ({ ports, random }) =>
      `${ports ? ` ${title} ${rangeText(ports, '-')}` : ''}${random ? ' random' : ''}`,
    save: ({ ports, random }) =>
      `${ports ? ` --to-ports ${rangeText(ports, '-')}` : ''}${random ? ' --random' : ''}`,
  }
}

/** Ways to refuse, with the other names of each; the first is the usual one. */
const REJECTS: Readonly<Record<'inet' | 'inet6', readonly (readonly [string, RejectWith, ...string[]])[]>> = {
  inet: [
    ['icmp-port-unreachable', 'icmp-port-unreachable', 'port-unreach'],
    ['icmp-net-unreachable', 'icmp-net-unreachable', 'net-unreach'],
    ['icmp-host-unreachable', 'icmp-host-unreachable', 'host-unreach'],
    ['icmp-proto-unreachable', 'icmp-proto-unreachable', 'proto-unreach'],
    ['icmp-net-prohibited', 'icmp-net-prohibited', 'net-prohib'],
    ['icmp-host-prohibited', 'icmp-host-prohibited', 'host-prohib'],
    ['tcp-reset', 'tcp-reset', 'tcp-rst'],
    ['icmp-admin-prohibited', 'icmp-admin-prohibited', 'admin-prohib'],
  ],
  inet6: [
    ['icmp6-port-unreachable', 'icmp-port-unreachable', 'port-unreach'],
    ['icmp6-no-route', 'icmp-net-unreachable', 'no-route'],
    ['icmp6-adm-prohibited', 'icmp-admin-prohibited', 'adm-prohibited'],
    ['icmp6-addr-unreachable', 'icmp-host-unreachable', 'addr-unreach'],
    ['tcp-reset', 'tcp-reset', 'tcp-reset'],
  ],
}

function reject(family: 'inet' | 'inet6'): TargetExtension<'REJECT'> {
  const known = REJECTS[family]
  const nameOf = (how: RejectWith): string => known.find(([, one]) => one === how)?.[0] ?? how
  return {
    options: { 'reject-with': { values: 1 } },
    read(given) {
      const text = lastOf(given, 'reject-with')?.values[0]
      const found =
        text === undefined ? known[0] : known.find(([name, , ...more]) => [name, ...more].includes(text))
      if (!found) throw new WrongCall(`unknown reject type "${text}"`)
      return { kind: 'REJECT', with: found[1] }
    },
    print: (target) => ` reject-with ${nameOf(target.with)}`,
    save: (target) => ` --reject-with ${nameOf(target.with)}`,
  }
}

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug']
const ALIASES: Readonly<Record<string, string>> = { panic: 'emerg', error: 'err', warning: 'warn' }
const USUAL_LEVEL = 4
const PREFIX_LENGTH = 29
const DETAILS = ['log-tcp-sequence', 'log-tcp-options', 'log-ip-options', 'log-uid', 'log-macdecode']

const log: TargetExtension<'LOG'> = {
  options: {
    'log-level': { values: 1 },
    'log-prefix': { values: 1 },
    ...Object.fromEntries(DETAILS.map((name) => [name, { values: 0 }])),
  },
  read(given) {
    const detail = given.find(({ name }) => DETAILS.includes(name))
    if (detail) throw notSimulated(`--${detail.name} of LOG`)
    const text = lastOf(given, 'log-level')?.values[0]
    const named = text === undefined ? USUAL_LEVEL : LEVELS.indexOf(ALIASES[text] ?? text)
    const level = text !== undefined && named < 0 ? readNumber(text, 7) : named
    if (level === undefined) throw new WrongCall(`log level "${text}" unknown\n`)
    const prefix = lastOf(given, 'log-prefix')?.values[0] ?? ''
    if (prefix.length > PREFIX_LENGTH)
      throw new WrongCall(`LOG: option "--log-prefix" cannot be longer than ${PREFIX_LENGTH} characters`)
    return { kind: 'LOG', prefix, level }
  },
  print: ({ level, prefix }, { numeric }) =>
    ` LOG ${numeric ? `flags 0 level ${level}` : `level ${LEVELS[level]}`}${prefix === '' ? '' : ` prefix "${prefix}"`}`,
  save: ({ level, prefix }) =>
    `${prefix === '' ? '' : ` --log-prefix ${saved(prefix)}`}${level === USUAL_LEVEL ? '' : ` --log-level ${level}`}`,
}

const ALL_BITS = 0xffffffff
const mark: TargetExtension<'MARK'> = {
  options: Object.fromEntries(
    ['set-mark', 'set-xmark', 'and-mark', 'or-mark', 'xor-mark'].map((name) => [name, { values: 1 }]),
  ),
  read(given) {
    const one = given.at(-1)
    if (!one) throw new WrongCall('MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required')
    const read = readMark(one.values[0]!)
    if (!read || (!one.name.startsWith('set') && one.values[0]!.includes('/')))
      throw new WrongCall(`MARK: Bad value for "--${one.name}" option: "${one.values[0]}"`)
    const { value, mask } = read
    switch (one.name) {
      case 'set-mark':
        return { kind: 'MARK', value, mask: (mask | value) >>> 0 }
      case 'and-mark':
        return { kind: 'MARK', value: 0, mask: ~value >>> 0 }
      case 'or-mark':
        return { kind: 'MARK', value, mask: value }
      case 'xor-mark':
        return { kind: 'MARK', value, mask: 0 }
      default:
        return { kind: 'MARK', value, mask }
    }
  },
  print({ value, mask }) {
    if (value === 0) return ` MARK and ${hex(~mask >>> 0)}`
    if (value === mask) return ` MARK or ${hex(value)}`
    if (mask === 0) return ` MARK xor ${hex(value)}`
    return mask === ALL_BITS ? ` MARK set ${hex(value)}` : ` MARK xset ${hex(value)}/${hex(mask)}`
  },
  save: ({ value, mask }) => ` --set-xmark ${hex(value)}/${hex(mask)}`,
}

const noOptions = <K extends Target['kind']>(
  target: Target & { kind: K },
  print = '',
): TargetExtension<K> => ({
  options: {},
  read: () => target,
  print: () => print,
  save: () => '',
})

/** `-j CT`, of which `--notrack` is simulated. */
const ct: TargetExtension<'NOTRACK'> = {
  options: {
    notrack: { values: 0 },
    ...Object.fromEntries(
      ['helper', 'timeout', 'ctevents', 'expevents', 'zone', 'zone-orig', 'zone-reply'].map((name) => [
        name,
        { values: 1 },
      ]),
    ),
  },
  read(given) {
    const other = given.find(({ name }) => name !== 'notrack')
    if (other || given.length === 0)
      throw notSimulated(other ? `--${other.name} of CT` : 'CT without --notrack')
    return { kind: 'NOTRACK', by: 'CT' }
  },
  print: () => ' CT notrack',
  save: () => ' --notrack',
}

/** Targets with options of their own, by the names after -j. */
export function targetExtension(name: string, family: 'inet' | 'inet6'): TargetExtension | undefined {
  const known: Readonly<Record<string, unknown>> = {
    DNAT: rewriting('DNAT', 'to-destination'),
    SNAT: rewriting('SNAT', 'to-source'),
    MASQUERADE: ownAddress('MASQUERADE', 'masq ports:'),
    REDIRECT: ownAddress('REDIRECT', 'redir ports'),
    REJECT: reject(family),
    LOG: log,
    MARK: mark,
    NOTRACK: noOptions({ kind: 'NOTRACK' }, ' NOTRACK'),
    CT: ct,
  }
  return known[name] as TargetExtension | undefined
}

/** Targets that iptables has and Strata has not. */
export const OTHER_TARGETS = [
  'AUDIT',
  'CHECKSUM',
  'CLASSIFY',
  'CLUSTERIP',
  'CONNMARK',
  'CONNSECMARK',
  'DSCP',
  'ECN',
  'HL',
  'HMARK',
  'IDLETIMER',
  'LED',
  'NETMAP',
  'NFLOG',
  'NFQUEUE',
  'QUEUE',
  'RATEEST',
  'SECMARK',
  'SET',
  'SYNPROXY',
  'TCPMSS',
  'TCPOPTSTRIP',
  'TEE',
  'TOS',
  'TPROXY',
  'TRACE',
  'TTL',
  'ULOG',
]
