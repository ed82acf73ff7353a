import { ipBytes, ipText } from '../../base/ip.ts'
import type { IpAddress, Prefix } from '../../kernel/net/address.ts'
import type { AddressRange, Range } from '../../kernel/netfilter/rule.ts'
import { WrongCall } from './failure.ts'
import type { NameTables } from './names.ts'

export type Family = 'inet' | 'inet6'
const widthOf = (family: Family): number => (family === 'inet' ? 32 : 128)

/** An unsigned number, decimal, octal or hexadecimal as strtoul(3) reads it; undefined for none. */
export function readNumber(text: string, max = 0xffffffff): number | undefined {
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(text)) return undefined
  const value = /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text)
  return value <= max ? value : undefined
}

/** A port by number or by the name of its service. */
export function readPort(text: string, protocol: string, names: NameTables): number {
  const port = readNumber(text, 65535) ?? names.port(text, protocol)
  if (port === undefined) throw new WrongCall(`invalid port/service \`${text}' specified`)
  return port
}

/** `80`, `1000:2000`, `:80`, `1024:`. */
export function readPortRange(text: string, protocol: string, names: NameTables): Range {
  if (!text.includes(':')) {
    const port = readPort(text, protocol, names)
    return { from: port, to: port }
  }
  const [first = '', last = ''] = text.split(':')
  const range = {
    from: first === '' ? 0 : readPort(first, protocol, names),
    to: last === '' ? 65535 : readPort(last, protocol, names),
  }
  if (range.from > range.to) throw new WrongCall('invalid portrange (min > max)')
  return range
}

/** `80` or `80-90`, as targets take them. */
export function readTargetPorts(text: string): Range {
  const m = /^(\d+)(?:-(\d+))?$/.exec(text)
  const from = m ? Number(m[1]) : Number.NaN
  const to = m?.[2] === undefined ? from : Number(m[2])
  if (!m || from > 65535 || to > 65535) throw new WrongCall(`Port \`${text}' not valid`)
  if (from > to) throw new WrongCall(`Port range \`${to}' funky`)
  return { from, to }
}

/** `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, a host's name; several with commas. Bits beyond the mask are cleared. */
export function readPrefixes(text: string, family: Family, names: NameTables): Prefix[] {
  return text.split(',').flatMap((one) => {
    const slash = one.indexOf('/')
    const host = slash < 0 ? one : one.slice(0, slash)
    const length = slash < 0 ? widthOf(family) : readMask(one.slice(slash + 1), family)
    const found = addressesOf(host, family, names)
    if (found.length === 0) throw new WrongCall(`host/network \`${host}' not found`)
    return found.map((address) => ({ address: masked(address, length), length }))
  })
}

function readMask(text: string, family: Family): number {
  if (/^\d+$/.test(text) && Number(text) <= widthOf(family)) return Number(text)
  const bytes = ipBytes(text)
  const bits = bytes && [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  if (!bits || bits.length !== widthOf(family) || !/^1*0*$/.test(bits))
    throw new WrongCall(`invalid mask \`${text}' specified`)
  return bits.indexOf('0') < 0 ? bits.length : bits.indexOf('0')
}

function addressesOf(host: string, family: Family, names: NameTables): Uint8Array[] {
  const size = family === 'inet' ? 4 : 16
  const short = family === 'inet' && /^\d{1,3}(\.\d{1,3}){0,2}$/.test(host) ? padded(host) : host
  const bytes = ipBytes(short)
  if (bytes) return bytes.length === size ? [bytes] : []
  return names
    .hostAddresses(host)
    .flatMap((address) => ipBytes(address) ?? [])
    .filter(({ length }) => length === size)
}
/** iptables reads `10` and `10.1` as the first numbers of an address. */
const padded = (host: string): string => [...host.split('.'), '0', '0', '0'].slice(0, 4).join('.')

function masked(bytes: Uint8Array, length: number): IpAddress {
  const kept = bytes.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, length - i * 8))))
  return ipText(kept) as IpAddress
}

/** An address that stands for itself alone. */
export function readAddress(text: string, family: Family): IpAddress | undefined {
  const bytes = ipBytes(text)
  return bytes?.length === (family === 'inet' ? 4 : 16) ? (ipText(bytes) as IpAddress) : undefined
}

/** `10.0.0.1-10.0.0.9`, or one address. */
export function readAddressRange(text: string, family: Family): AddressRange | undefined {
  const [first = '', last = first, ...rest] = text.split('-')
  const ends = [readAddress(first, family), readAddress(last, family)]
  return ends[0] && ends[1] && rest.length === 0 ? { first: ends[0], last: ends[1] } : undefined
}

export const rangeText = ({ from, to }: Range, between = ':'): string =>
  from === to ? String(from) : `${from}${between}${to}`
export const hex = (value: number): string => `0x${value.toString(16)}`

/** A word of a command line, in quotes where it holds more than letters, digits, `_`, `-` (xtables_save_string). */
export const saved = (text: string): string =>
  /^[\w-]+$/.test(text) ? text : `"${text.replace(/["\\']/g, '\\$&')}"`
