/** IPv4 addresses as numbers. */
export const toNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
export const toAddress = (value: number): string =>
  [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.')

/** The prefix length of `172.17.0.0/16`. */
export const prefixOf = (subnet: string): number => Number(subnet.slice(subnet.indexOf('/') + 1))

/** The first address of a subnet that is neither its own, nor its broadcast's, nor taken; undefined when all are. */
export function freeAddress(subnet: string, taken: ReadonlySet<string>): string | undefined {
  const [base = '', prefix] = subnet.split('/')
  const first = toNumber(base)
  const last = first + 2 ** (32 - Number(prefix)) - 1
  for (let value = first + 1; value < last; value++) {
    const address = toAddress(value)
    if (!taken.has(address)) return address
  }
  return undefined
}

/** True for an address of a subnet. */
export function contains(subnet: string, address: string): boolean {
  const [base = '', prefix] = subnet.split('/')
  const offset = toNumber(address) - toNumber(base)
  return offset >= 0 && offset < 2 ** (32 - Number(prefix))
}
