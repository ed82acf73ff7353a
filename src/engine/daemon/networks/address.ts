import { inPrefix, ipBytes, ipText, maskedIp } from '../../base/ip.ts'

/** Addresses, and prefixes as text: `10.9.0.0/24`, `fd00:9::/64`. */
export const isSix = (text: string): boolean => text.includes(':')

/** True for four numbers up to 255 without leading zeros, or an IPv6 address (Go, netip.ParseAddr). */
export const isAddress = (text: string): boolean => ipBytes(text) !== undefined
export const isAddress4 = (text: string): boolean => !isSix(text) && isAddress(text)
export const isAddress6 = (text: string): boolean => isSix(text) && isAddress(text)

const widthOf = (text: string): number => (isSix(text) ? 128 : 32)

/** True for `10.9.0.0/24`, whether or not bits below the prefix are set (Go, netip.ParsePrefix). */
export function isPrefix(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/')
  if (rest.length > 0 || !isAddress(address)) return false
  return /^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= widthOf(text)
}

/** The prefix length of `172.17.0.0/16`. */
export const prefixOf = (subnet: string): number => Number(subnet.slice(subnet.indexOf('/') + 1))

const bytesOf = (text: string): Uint8Array => {
  const bytes = ipBytes(text.split('/')[0]!)
  if (!bytes) throw new Error(`no address: ${text}`)
  return bytes
}
const toNumber = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
const toAddress = (value: bigint, width: number): string =>
  ipText(
    Uint8Array.from({ length: width / 8 }, (_, i) => Number((value >> BigInt(width - 8 - i * 8)) & 255n)),
  )

const sizeOf = (subnet: string): bigint => 1n << BigInt(widthOf(subnet) - prefixOf(subnet))

/** The first address of the block that a prefix is in: `10.1.0.5/16` gives 10.1.0.0. */
const firstOf = (subnet: string): bigint => toNumber(maskedIp(bytesOf(subnet), prefixOf(subnet)))

/** A prefix in its canonical text (RFC 5952). */
export const canonicalPrefix = (subnet: string): string => `${ipText(bytesOf(subnet))}/${prefixOf(subnet)}`

/** The prefix without the bits below it: `10.1.0.5/16` gives `10.1.0.0/16`. */
export const masked = (subnet: string): string =>
  `${toAddress(firstOf(subnet), widthOf(subnet))}/${prefixOf(subnet)}`

/** True for an address of a subnet. */
export const contains = (subnet: string, address: string): boolean =>
  inPrefix(bytesOf(address), bytesOf(subnet), prefixOf(subnet))

/** True where two subnets have an address in common. */
export function overlap(a: string, b: string): boolean {
  if (isSix(a) !== isSix(b)) return false
  return inPrefix(bytesOf(a), bytesOf(b), Math.min(prefixOf(a), prefixOf(b)))
}

/**
 * True for an address that stands for the network: the first of a subnet; and for the last of an IPv4 one, which stands for all
 * on it. Where an IPv4 subnet has no more than two, both are for hosts (moby, libnetwork/ipams/defaultipam, newPoolData).
 */
export function isReserved(subnet: string, address: string): boolean {
  const offset = toNumber(bytesOf(address)) - firstOf(subnet)
  if (isSix(subnet)) return offset === 0n
  return sizeOf(subnet) > 2n && (offset === 0n || offset === sizeOf(subnet) - 1n)
}

/** The first address of a range of a subnet that is neither reserved nor taken; undefined when all are. */
export function freeAddress(
  subnet: string,
  taken: ReadonlySet<string>,
  range: string = subnet,
): string | undefined {
  const first = firstOf(range)
  for (let value = first; value < first + sizeOf(range); value++) {
    const address = toAddress(value, widthOf(subnet))
    if (!isReserved(subnet, address) && !taken.has(address)) return address
  }
  return undefined
}

/** Blocks of a prefix length within a subnet, in order. */
export function* blocksOf(subnet: string, length: number): Generator<string> {
  const width = widthOf(subnet)
  const step = 1n << BigInt(width - length)
  const first = firstOf(subnet)
  for (let at = first; at < first + sizeOf(subnet); at += step) yield `${toAddress(at, width)}/${length}`
}
