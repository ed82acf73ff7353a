/** 4 bytes of an IPv4 address or 16 of an IPv6 address, in network order. */
export type IpBytes = Uint8Array

/** The bytes of an address as inet_pton(3) reads it; undefined for what is none. A zone (`%eth0`) is none. */
export const ipBytes = (text: string): IpBytes | undefined =>
  text.includes(':') ? bytesOf6(text) : bytesOf4(text)

function bytesOf4(text: string): IpBytes | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined
  const parts = text.split('.')
  if (parts.some((part) => Number(part) > 255 || (part.length > 1 && part.startsWith('0')))) return undefined
  return Uint8Array.from(parts, Number)
}

function bytesOf6(text: string): IpBytes | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half) => (half === '' ? [] : wordsOf(half)))
  if (!head || (halves.length === 2 && !tail)) return undefined
  const given = head.length + (tail?.length ?? 0)
  if (halves.length === 1 ? given !== 8 : given > 7) return undefined
  const words = [...head, ...new Array<number>(8 - given).fill(0), ...(tail ?? [])]
  return Uint8Array.from(words.flatMap((word) => [word >> 8, word & 255]))
}

/** Groups of 16 bits; the last two may be written as an IPv4 address. */
function wordsOf(text: string): number[] | undefined {
  const groups = text.split(':')
  const words: number[] = []
  for (const [i, group] of groups.entries()) {
    const quad = i === groups.length - 1 && group.includes('.') ? bytesOf4(group) : undefined
    if (quad) words.push((quad[0]! << 8) | quad[1]!, (quad[2]! << 8) | quad[3]!)
    else if (/^[0-9a-f]{1,4}$/i.test(group)) words.push(Number.parseInt(group, 16))
    else return undefined
  }
  return words
}

/** The text of an address, as inet_ntop(3) writes it (RFC 5952). */
export function ipText(bytes: IpBytes): string {
  if (bytes.length === 4) return bytes.join('.')
  const words = Array.from({ length: 8 }, (_, i) => (bytes[i * 2]! << 8) | bytes[i * 2 + 1]!)
  const { start, length } = longestZeros(words)
  if (start === 0 && (length === 6 || (length === 5 && words[5] === 0xffff)))
    return `::${length === 5 ? 'ffff:' : ''}${bytes.slice(12).join('.')}`
  const text = (from: number, to: number): string =>
    words
      .slice(from, to)
      .map((word) => word.toString(16))
      .join(':')
  return length < 2 ? text(0, 8) : `${text(0, start)}::${text(start + length, 8)}`
}

function longestZeros(words: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 0 }
  for (let start = 0; start < words.length; start++) {
    let length = 0
    while (words[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  return best
}

/** The canonical text of an address; undefined for what is none. */
export function canonicalIp(text: string): string | undefined {
  const bytes = ipBytes(text)
  return bytes && ipText(bytes)
}

/** The bytes with those bits cleared that are below a prefix of so many bits. */
export const maskedIp = (bytes: IpBytes, length: number): IpBytes =>
  bytes.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, length - i * 8))))

/** True where an address is of the same family as a prefix and within it. */
export function inPrefix(address: IpBytes, prefix: IpBytes, length: number): boolean {
  if (address.length !== prefix.length) return false
  const [a, b] = [maskedIp(address, length), maskedIp(prefix, length)]
  return a.every((byte, i) => byte === b[i])
}
