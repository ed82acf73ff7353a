/** An IPv4 or IPv6 address in its canonical text (RFC 5952). */
export type IpAddress = string & { readonly brand: 'IpAddress' }
export type Family = 'inet' | 'inet6'
/** A hardware address: `02:42:ac:11:00:02`. */
export type Mac = string

/** `10.0.0.0/8`: an address, and how many of its first bits count. */
export interface Prefix {
  readonly address: IpAddress
  readonly length: number
}

export const familyOf = (address: string): Family => (address.includes(':') ? 'inet6' : 'inet')
export const widthOf = (family: Family): 32 | 128 => (family === 'inet' ? 32 : 128)

/** An address that stands in the code. A text that is none is a bug. */
export function ip(text: string): IpAddress {
  const address = parseIp(text)
  if (address === undefined) throw new Error(`no address: ${text}`)
  return address
}

export const ANY4 = '0.0.0.0' as IpAddress
export const ANY6 = '::' as IpAddress
export const LOOPBACK4 = '127.0.0.1' as IpAddress
export const LOOPBACK6 = '::1' as IpAddress
export const BROADCAST4 = '255.255.255.255' as IpAddress
export const BROADCAST_MAC: Mac = 'ff:ff:ff:ff:ff:ff'
export const NO_MAC: Mac = '00:00:00:00:00:00'

export const anyOf = (family: Family): IpAddress => (family === 'inet' ? ANY4 : ANY6)
export const isAny = (address: string): boolean => address === ANY4 || address === ANY6

/** Reads an address as inet_pton(3) does; undefined where the text is none. */
export function parseIp(text: string): IpAddress | undefined {
  if (!text.includes(':')) return isDotted(text) ? (text as IpAddress) : undefined
  const groups = groupsOf(text)
  return groups && formatGroups(groups)
}

const isDotted = (text: string): boolean =>
  /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(text) &&
  text.split('.').every((part) => Number(part) < 256)

/** The eight numbers of an IPv6 address. */
function groupsOf(text: string): number[] | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  if (dotted) {
    if (!isDotted(dotted[2]!)) return undefined
    const value = dotted[2]!.split('.').map(Number)
    const hex = [value[0]! * 256 + value[1]!, value[2]! * 256 + value[3]!]
      .map((n) => n.toString(16))
      .join(':')
    text = dotted[1]! + hex
  }
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const read = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const [first = [], last = []] = halves.map(read)
  if (![...first, ...last].every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  const missing = 8 - first.length - last.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  return [...first, ...Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...last].map((group) =>
    Number.parseInt(group, 16),
  )
}

/** RFC 5952: lower case, the first longest run of zeros as `::`; a mapped IPv4 address in dots. */
function formatGroups(groups: readonly number[]): IpAddress {
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return `::ffff:${groups
      .slice(6)
      .map((group) => `${group >> 8}.${group & 255}`)
      .join('.')}` as IpAddress
  let best = { at: -1, length: 1 }
  for (let at = 0; at < 8; at++) {
    let length = 0
    while (at + length < 8 && groups[at + length] === 0) length++
    if (length > best.length) best = { at, length }
  }
  const hex = groups.map((group) => group.toString(16))
  if (best.at < 0) return hex.join(':') as IpAddress
  return `${hex.slice(0, best.at).join(':')}::${hex.slice(best.at + best.length).join(':')}` as IpAddress
}

/** Values of addresses that were looked at; it starts again when it is full. */
const known = new Map<string, bigint>()

/** An address as a number. */
export function bitsOf(address: IpAddress): bigint {
  let bits = known.get(address)
  if (bits === undefined) {
    if (known.size > 4096) known.clear()
    bits = familyOf(address) === 'inet' ? dottedBits(address) : groupBits(groupsOf(address)!)
    known.set(address, bits)
  }
  return bits
}
const dottedBits = (text: string): bigint =>
  BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0))
const groupBits = (groups: readonly number[]): bigint =>
  groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n)

/** The address of a number. */
export function addressOf(bits: bigint, family: Family): IpAddress {
  if (family === 'inet') {
    const value = Number(bits)
    return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.') as IpAddress
  }
  const groups: number[] = []
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(Number((bits >> shift) & 0xffffn))
  return formatGroups(groups)
}

export function inPrefix(address: IpAddress, { address: network, length }: Prefix): boolean {
  const family = familyOf(address)
  if (family !== familyOf(network)) return false
  if (length === 0) return true
  const shift = BigInt(widthOf(family) - length)
  return bitsOf(address) >> shift === bitsOf(network) >> shift
}

/** The first address of a prefix. */
export function networkOf({ address, length }: Prefix): IpAddress {
  const family = familyOf(address)
  const shift = BigInt(widthOf(family) - length)
  return addressOf((bitsOf(address) >> shift) << shift, family)
}

/** The last address of a prefix: in IPv4 the one that stands for all. */
export function lastOf({ address, length }: Prefix): IpAddress {
  const family = familyOf(address)
  const host = (1n << BigInt(widthOf(family) - length)) - 1n
  return addressOf(bitsOf(address) | host, family)
}

export const isLoopback = (address: string): boolean => address.startsWith('127.') || address === LOOPBACK6
export const isMulticast = (address: string): boolean =>
  familyOf(address) === 'inet6' ? /^ff/.test(address) : /^2(2[4-9]|3\d)\./.test(address)
export const isLinkLocal = (address: string): boolean =>
  familyOf(address) === 'inet6' ? /^fe[89ab]/.test(address) : address.startsWith('169.254.')

const MAPPED = '::ffff:'
/** The IPv4 address within a mapped one (RFC 4291, 2.5.5.2); undefined where it is none. */
export const unmapped = (address: string): IpAddress | undefined =>
  address.startsWith(MAPPED) && address.includes('.')
    ? (address.slice(MAPPED.length) as IpAddress)
    : undefined
export const mapped = (address: IpAddress): IpAddress => `${MAPPED}${address}` as IpAddress

/** The link-local address that a hardware address gives (RFC 4291, appendix A). */
export function linkLocalOf(mac: Mac): IpAddress {
  const b = mac.split(':').map((part) => Number.parseInt(part, 16))
  const pair = (high: number, low: number): string => ((high << 8) | low).toString(16)
  return ip(`fe80::${pair(b[0]! ^ 2, b[1]!)}:${pair(b[2]!, 0xff)}:${pair(0xfe, b[3]!)}:${pair(b[4]!, b[5]!)}`)
}

/** Where neighbour discovery asks for an address (RFC 4291, 2.7.1). */
export const solicitedNode = (address: IpAddress): IpAddress => {
  const low = bitsOf(address) & 0xffffffn
  return addressOf((0xff0200000000000000000001ffn << 24n) | low, 'inet6')
}

/** The hardware address of a multicast group (RFC 1112, RFC 2464). */
export function multicastMac(address: IpAddress): Mac {
  const hex = (value: number): string => value.toString(16).padStart(2, '0')
  const bits = bitsOf(address)
  const low = [24n, 16n, 8n, 0n].map((shift) => Number((bits >> shift) & 255n))
  if (familyOf(address) === 'inet6') return ['33', '33', ...low.map(hex)].join(':')
  return ['01', '00', '5e', hex(low[1]! & 127), hex(low[2]!), hex(low[3]!)].join(':')
}
