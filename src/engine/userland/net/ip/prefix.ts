import { canonicalIp } from '../../../base/ip.ts'
import { Plain } from './call.ts'

/** An address, and how many of its first bits count. */
export interface Prefix {
  readonly address: string
  readonly length: number
}

export const wholeOf = (address: string): number => (address.includes(':') ? 128 : 32)

/** Reads `10.0.0.0/8`, `10/8`, `::1`; `default` and `any` are all addresses of the family (iproute2, get_prefix). */
export function parsePrefix(text: string, six = false): Prefix | undefined {
  if (text === 'default' || text === 'any' || text === 'all')
    return { address: six ? '::' : '0.0.0.0', length: 0 }
  const [host = '', bits, ...rest] = text.split('/')
  if (rest.length > 0) return undefined
  const whole = /^\d+(\.\d+){0,2}$/.test(host) && bits !== undefined ? filled(host) : host
  const address = canonicalIp(whole)
  if (address === undefined) return undefined
  const most = wholeOf(address)
  if (bits === undefined) return { address, length: most }
  const length = /^\d+$/.test(bits) ? Number(bits) : maskLength(bits)
  return length === undefined || length > most ? undefined : { address, length }
}

/** `10` and `172.16` stand for addresses that end in zeros. */
const filled = (host: string): string => [...host.split('.'), '0', '0', '0'].slice(0, 4).join('.')

/** Bits of `255.255.0.0`. */
function maskLength(text: string): number | undefined {
  const mask = canonicalIp(text)
  if (mask === undefined || mask.includes(':')) return undefined
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined
}

/** As `parsePrefix`; what is none ends the program. */
export function readPrefix(text: string, six = false): Prefix {
  const prefix = parsePrefix(text, six)
  if (!prefix) throw new Plain(`Error: any valid prefix is expected rather than "${text}".`, 1)
  return prefix
}

/** An address without a length. */
export function readAddress(text: string): string {
  const address = canonicalIp(text)
  if (address === undefined) throw new Plain(`Error: any valid address is expected rather than "${text}".`, 1)
  return address
}

/** `default`, an address that counts as a whole, or a prefix. */
export const prefixText = ({ address, length }: Prefix): string =>
  length === 0 ? 'default' : length === wholeOf(address) ? address : `${address}/${length}`
