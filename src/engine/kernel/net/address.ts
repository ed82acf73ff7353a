import { canonicalIp, ipBytes, ipText } from '../../base/ip.ts'

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
export const parseIp = (text: string): IpAddress | undefined => canonicalIp(text) as IpAddress | undefined

/** Values of addresses that were looked at; it starts again when it is full. */
const known = new Map<string, bigint>()

/** An address as a number. */
export function bitsOf(address: IpAddress): bigint {
  let bits = known.get(address)
  if (bits === undefined) {
    if (known.size > 4096) known.clear()
    bits = ipBytes(address)!.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
    known.set(address, bits)
  }
  return bits
}

/** The address of a number. */
export function addressOf(bits: bigint, family: Family): IpAddress {
  const bytes = new Uint8Array(widthOf(family) / 8)
  for (let at = bytes.length - 1; at >= 0; at--) {
    bytes[at] = Number(bits & 255n)
    bits >>= 8n
  }
  return ipText(bytes) as IpAddress
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

/** It stands for many: broadcast or multicast. */
export const isGroup = (mac: Mac): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1
