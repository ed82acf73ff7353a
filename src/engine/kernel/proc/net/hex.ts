import { ipBytes } from '../../../base/ip.ts'

/** A number in hexadecimal digits, upper case. */
export const hex = (value: number, digits: number): string =>
  value.toString(16).toUpperCase().padStart(digits, '0')

/** An address as Linux prints the words it keeps in network order on a machine of the other order. */
export function hexAddress(address: string): string {
  const bytes = ipBytes(address) ?? new Uint8Array(4)
  let text = ''
  for (let at = 0; at < bytes.length; at += 4)
    for (let byte = at + 3; byte >= at; byte--) text += hex(bytes[byte]!, 2)
  return text
}

/** An IPv6 address as 32 digits, as if_inet6 and ipv6_route have it. */
export const plainHex = (address: string): string =>
  [...(ipBytes(address) ?? new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** A line of a table with lines of one width (seq_pad). */
export const padded = (line: string, width: number): string => `${line.padEnd(width)}\n`
