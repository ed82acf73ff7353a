import { inPrefix, ipBytes } from '../../base/ip.ts'
import type { RouteInfo } from '../../kernel/net/route-info.ts'

const compareBytes = (a: Uint8Array, b: Uint8Array): number => {
  const at = a.findIndex((byte, i) => byte !== b[i])
  return at < 0 ? 0 : a[at]! - b[at]!
}

/**
 * The order in which the kernel lists its routes: of IPv4 by prefix, the longer first where they begin alike (net/ipv4/fib_trie.c);
 * of IPv6 what lies in a prefix before it (net/ipv6/ip6_fib.c).
 */
export function byPrefix(a: RouteInfo, b: RouteInfo): number {
  const [x, y] = [ipBytes(a.dst)!, ipBytes(b.dst)!]
  if (a.family === 'inet6' && b.family === 'inet6') {
    if (a.length > b.length && inPrefix(x, y, b.length)) return -1
    if (b.length > a.length && inPrefix(y, x, a.length)) return 1
  }
  if (x.length !== y.length) return x.length - y.length
  return compareBytes(x, y) || b.length - a.length || a.metric - b.metric
}

/** `255.255.0.0` of 16. */
export const maskText = (length: number): string =>
  [0, 8, 16, 24].map((from) => 256 - 2 ** (8 - Math.min(8, Math.max(0, length - from)))).join('.')
