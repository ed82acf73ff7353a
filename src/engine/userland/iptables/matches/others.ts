import type { AddressRange, Range } from '../../../kernel/netfilter/rule.ts'
import { bang, type Given, lastOf, type MatchExtension, negated, type Printing } from '../extension.ts'
import { notSimulated, WrongCall } from '../failure.ts'
import { hex, rangeText, readAddressRange, readNumber, saved } from '../values.ts'

const demand = (given: readonly Given[], module: string, option: string): Given => {
  const one = lastOf(given, option)
  if (!one) throw new WrongCall(`${module}: option "--${option}" must be specified\n`)
  return one
}
const badValue = (module: string, option: string, value: string): WrongCall =>
  new WrongCall(`${module}: Bad value for "--${option}" option: "${value}"`)

/** Longest comment with its NUL. */
const COMMENT_LENGTH = 256

export const comment: MatchExtension<'comment'> = {
  options: { comment: { values: 1 } },
  read(given) {
    const text = demand(given, 'comment', 'comment').values[0]!
    if (text.length >= COMMENT_LENGTH)
      throw new WrongCall(
        `comment: option "--comment" cannot be longer than ${COMMENT_LENGTH - 1} characters`,
      )
    return { kind: 'comment', text }
  },
  print: ({ text }) => ` /* ${text} */`,
  save: ({ text }) => ` --comment ${saved(text)}`,
}

const UNITS = ['day', 'hour', 'min', 'sec'] as const
/** Ten-thousandths of a second in each (libxt_limit.c). */
const LENGTHS = { day: 864_000_000, hour: 36_000_000, min: 600_000, sec: 10_000 } as const

/** `5/min`, `3/hour`, in the unit that libxt_limit would print it with. */
function readRate(text: string): { count: number; unit: (typeof UNITS)[number] } {
  const [number = '', name = 'second', ...rest] = text.split('/')
  const unit = UNITS.find((one) =>
    `${one}${{ day: '', hour: '', min: 'ute', sec: 'ond' }[one]}`.startsWith(name),
  )
  const count = /^\d+$/.test(number) ? Number(number) : 0
  const period = unit && count > 0 ? Math.floor(LENGTHS[unit] / count) : 0
  if (!unit || name === '' || rest.length > 0 || count === 0) throw new WrongCall(`bad rate "${text}"'`)
  if (period === 0) throw new WrongCall(`Rate too fast "${text}"`)
  let best = 0
  for (let i = 1; i < UNITS.length; i++) {
    const length = LENGTHS[UNITS[i]!]
    if (period > length || Math.floor(length / period) < length % period) break
    best = i
  }
  return { count: Math.floor(LENGTHS[UNITS[best]!] / period), unit: UNITS[best]! }
}
const USUAL_BURST = 5

export const limit: MatchExtension<'limit'> = {
  options: { limit: { values: 1 }, 'limit-burst': { values: 1 } },
  read(given) {
    const rate = readRate(lastOf(given, 'limit')?.values[0] ?? '3/hour')
    const text = lastOf(given, 'limit-burst')?.values[0]
    const burst = text === undefined ? USUAL_BURST : readNumber(text, 10000)
    if (burst === undefined) throw badValue('limit', 'limit-burst', text!)
    return { kind: 'limit', ...rate, burst }
  },
  print: ({ count, unit, burst }) => ` limit: avg ${count}/${unit} burst ${burst}`,
  save: ({ count, unit, burst }) =>
    ` --limit ${count}/${unit}${burst === USUAL_BURST ? '' : ` --limit-burst ${burst}`}`,
}

const ALL_BITS = 0xffffffff
/** `0x1` or `0x10/0xff`. */
const markText = ({ value, mask }: { value: number; mask: number }): string =>
  mask === ALL_BITS ? hex(value) : `${hex(value)}/${hex(mask)}`

export function readMark(text: string): { value: number; mask: number } | undefined {
  const [value = '', mask, ...rest] = text.split('/')
  const numbers = [readNumber(value), mask === undefined ? ALL_BITS : readNumber(mask)]
  return rest.length > 0 || numbers.includes(undefined)
    ? undefined
    : { value: numbers[0]!, mask: numbers[1]! }
}

export const mark: MatchExtension<'mark'> = {
  options: { mark: { values: 1, not: true } },
  read(given) {
    const one = demand(given, 'mark', 'mark')
    const read = readMark(one.values[0]!)
    if (!read) throw badValue('mark', 'mark', one.values[0]!)
    return { kind: 'mark', ...read, ...negated(one.not) }
  },
  print: (match) => ` mark match ${match.not ? '! ' : ''}${markText(match)}`,
  save: (match) => ` ${bang({ not: match.not ?? false })}--mark ${markText(match)}`,
}

export const owner: MatchExtension<'owner'> = {
  options: {
    'uid-owner': { values: 1, not: true },
    'gid-owner': { values: 1, not: true },
    'socket-exists': { values: 0, not: true },
    'suppl-groups': { values: 0 },
  },
  read(given, { names }) {
    const other = given.find(({ name }) => !/^[ug]id-owner$/.test(name))
    if (other) throw notSimulated(`--${other.name} of owner`)
    const of = (option: string, find: (name: string) => number | undefined) => {
      const one = lastOf(given, option)
      if (!one) return undefined
      const [text = ''] = one.values
      const [first = '', last = first] = text.split('-')
      const id = find(text)
      const range =
        id === undefined ? { from: readNumber(first), to: readNumber(last) } : { from: id, to: id }
      if (range.from === undefined || range.to === undefined) throw badValue('owner', option, text)
      return { ...(range as Range), ...negated(one.not) }
    }
    const uid = of('uid-owner', (name) => names.uid(name))
    const gid = of('gid-owner', (name) => names.gid(name))
    if (!uid && !gid)
      throw new WrongCall('owner: At least one of --uid-owner, --gid-owner or --socket-exists is required')
    return { kind: 'owner', ...(uid && { uid }), ...(gid && { gid }) }
  },
  print({ uid, gid }, { numeric, names }: Printing) {
    const of = (title: string, range: typeof uid, name: (id: number) => string | undefined): string => {
      if (!range) return ''
      const text = range.from === range.to && !numeric ? name(range.from) : undefined
      return `${range.not ? ' !' : ''} owner ${title} match ${text ?? rangeText(range, '-')}`
    }
    return `${of('UID', uid, (id) => names.userName(id))}${of('GID', gid, (id) => names.groupName(id))}`
  },
  save({ uid, gid }) {
    const of = (option: string, range: typeof uid): string =>
      range ? ` ${bang(range)}--${option} ${rangeText(range, '-')}` : ''
    return `${of('uid-owner', uid)}${of('gid-owner', gid)}`
  },
}

const addressesText = ({ first, last }: AddressRange): string => `${first}-${last}`

export const iprange: MatchExtension<'iprange'> = {
  options: { 'src-range': { values: 1, not: true }, 'dst-range': { values: 1, not: true } },
  read(given, { family }) {
    const of = (option: string) => {
      const one = lastOf(given, option)
      if (!one) return undefined
      const range = readAddressRange(one.values[0]!, family)
      if (!range) throw badValue('iprange', option, one.values[0]!)
      return { ...range, ...negated(one.not) }
    }
    const [src, dst] = [of('src-range'), of('dst-range')]
    if (!src && !dst) throw new WrongCall("iprange match: You must specify `--src-range' or `--dst-range'")
    return { kind: 'iprange', ...(src && { src }), ...(dst && { dst }) }
  },
  print({ src, dst }) {
    const of = (title: string, range: typeof src): string =>
      range ? ` ${title} IP range${range.not ? ' !' : ''} ${addressesText(range)}` : ''
    return `${of('source', src)}${of('destination', dst)}`
  },
  save({ src, dst }) {
    const of = (option: string, range: typeof src): string =>
      range ? ` ${bang(range)}--${option} ${addressesText(range)}` : ''
    return `${of('src-range', src)}${of('dst-range', dst)}`
  },
}

/** `-m statistic`, both modes: every so many packets, or by chance. */
export const statistic: MatchExtension<'statistic' | 'chance'> = {
  options: {
    mode: { values: 1 },
    every: { values: 1, not: true },
    packet: { values: 1 },
    probability: { values: 1, not: true },
  },
  read(given) {
    const mode = demand(given, 'statistic', 'mode').values[0]!
    if (mode === 'random') {
      const one = lastOf(given, 'probability')
      if (!one)
        throw new WrongCall("statistic match: You must specify `--probability' when using `random' mode")
      const probability = Number(one.values[0])
      if (!(probability >= 0 && probability <= 1)) throw badValue('statistic', 'probability', one.values[0]!)
      return { kind: 'chance', probability, ...negated(one.not) }
    }
    if (mode !== 'nth') throw new WrongCall(`Bad mode "${mode}"`)
    const one = lastOf(given, 'every')
    if (one?.not) throw notSimulated('! --every of statistic')
    const every = one && readNumber(one.values[0]!)
    if (!every) throw new WrongCall("statistic match: You must specify `--every' when using `nth' mode")
    const packet = readNumber(lastOf(given, 'packet')?.values[0] ?? '0')
    if (packet === undefined || packet >= every) throw new WrongCall('the --packet p must be 0 <= p <= n-1')
    return { kind: 'statistic', every, packet }
  },
  print(match) {
    if (match.kind === 'chance')
      return ` statistic mode random${match.not ? ' !' : ''} probability ${match.probability.toFixed(11)}`
    return ` statistic mode nth every ${match.every}${match.packet > 0 ? ` packet ${match.packet}` : ''}`
  },
  save(match) {
    if (match.kind === 'chance')
      return ` --mode random ${bang({ not: match.not ?? false })}--probability ${match.probability.toFixed(11)}`
    return ` --mode nth --every ${match.every} --packet ${match.packet}`
  },
}

const PACKET_TYPES = ['unicast', 'broadcast', 'multicast'] as const

export const pkttype: MatchExtension<'pkttype'> = {
  options: { 'pkt-type': { values: 1, not: true } },
  read(given) {
    const one = demand(given, 'pkttype', 'pkt-type')
    const type = PACKET_TYPES.find((name) => name === one.values[0]!.toLowerCase())
    if (!type) throw new WrongCall(`Bad packet type '${one.values[0]}'`)
    return { kind: 'pkttype', type, ...negated(one.not) }
  },
  print: ({ type, not }) => ` PKTTYPE ${not ? '!=' : '='} ${type}`,
  save: ({ type, not }) => ` ${bang({ not: not ?? false })}--pkt-type ${type}`,
}

export const length: MatchExtension<'length'> = {
  options: { length: { values: 1, not: true } },
  read(given) {
    const one = demand(given, 'length', 'length')
    const [first = '', last = first] = one.values[0]!.split(':')
    const range = { from: readNumber(first || '0', 65535), to: readNumber(last || '65535', 65535) }
    if (range.from === undefined || range.to === undefined || range.from > range.to)
      throw badValue('length', 'length', one.values[0]!)
    return { kind: 'length', ...(range as Range), ...negated(one.not) }
  },
  print: (match) => ` length ${match.not ? '!' : ''}${rangeText(match)}`,
  save: (match) => ` ${bang({ not: match.not ?? false })}--length ${rangeText(match)}`,
}

const SIGNS = { eq: '==', ne: '!=', lt: '<', gt: '>' } as const

export const ttl: MatchExtension<'ttl'> = {
  options: { 'ttl-eq': { values: 1, not: true }, 'ttl-lt': { values: 1 }, 'ttl-gt': { values: 1 } },
  read(given) {
    const one = given.at(-1)
    if (!one) throw new WrongCall("TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt")
    const value = readNumber(one.values[0]!, 255)
    if (value === undefined) throw badValue('ttl', one.name, one.values[0]!)
    const compare = one.not ? 'ne' : (one.name.slice(4) as 'eq' | 'lt' | 'gt')
    return { kind: 'ttl', compare, value }
  },
  print: ({ compare, value }) => ` TTL match TTL ${SIGNS[compare]} ${value}`,
  save: ({ compare, value }) => ` ${compare === 'ne' ? '! --ttl-eq' : `--ttl-${compare}`} ${value}`,
}
