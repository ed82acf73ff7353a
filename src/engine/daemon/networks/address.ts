/** IPv4 addresses as numbers. */
export const toNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
export const toAddress = (value: number): string =>
  [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.')

/** True for four numbers up to 255 without leading zeros (Go, netip.ParseAddr). */
export const isAddress = (text: string): boolean =>
  /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(text) &&
  text.split('.').every((part) => Number(part) < 256)

/** True for `10.9.0.0/24`, whether or not bits below the prefix are set (Go, netip.ParsePrefix). */
export function isPrefix(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/')
  return rest.length === 0 && isAddress(address) && /^(0|[1-9]\d?)$/.test(length) && Number(length) <= 32
}

/** The prefix length of `172.17.0.0/16`. */
export const prefixOf = (subnet: string): number => Number(subnet.slice(subnet.indexOf('/') + 1))

const sizeOf = (subnet: string): number => 2 ** (32 - prefixOf(subnet))

/** The first address of the block that a prefix is in: `10.1.0.5/16` gives 10.1.0.0. */
const firstOf = (subnet: string): number => {
  const address = toNumber(subnet.slice(0, subnet.indexOf('/')))
  return address - (address % sizeOf(subnet))
}

/** The prefix without the bits below it: `10.1.0.5/16` gives `10.1.0.0/16`. */
export const masked = (subnet: string): string => `${toAddress(firstOf(subnet))}/${prefixOf(subnet)}`

/** True for an address of a subnet. */
export function contains(subnet: string, address: string): boolean {
  const offset = toNumber(address) - firstOf(subnet)
  return offset >= 0 && offset < sizeOf(subnet)
}

/** True where two subnets have an address in common. */
export const overlap = (a: string, b: string): boolean =>
  firstOf(a) < firstOf(b) + sizeOf(b) && firstOf(b) < firstOf(a) + sizeOf(a)

/** True for the first and the last address of a subnet of more than two: they stand for the network and for all on it. */
export function isReserved(subnet: string, address: string): boolean {
  const offset = toNumber(address) - firstOf(subnet)
  return sizeOf(subnet) > 2 && (offset === 0 || offset === sizeOf(subnet) - 1)
}

/** The first address of a range of a subnet that is neither reserved nor taken; undefined when all are. */
export function freeAddress(
  subnet: string,
  taken: ReadonlySet<string>,
  range: string = subnet,
): string | undefined {
  const first = firstOf(range)
  for (let value = first; value < first + sizeOf(range); value++) {
    const address = toAddress(value)
    if (!isReserved(subnet, address) && !taken.has(address)) return address
  }
  return undefined
}

/** Blocks of a prefix length within a subnet, in order. */
export function* blocksOf(subnet: string, length: number): Generator<string> {
  for (let at = firstOf(subnet); at < firstOf(subnet) + sizeOf(subnet); at += 2 ** (32 - length))
    yield `${toAddress(at)}/${length}`
}
