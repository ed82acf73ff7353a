/** Bits that the first table looks at; longer codes go on in a table of their own. */
const CHUNK_BITS = 9
/** Longest code of DEFLATE. */
const MAX_BITS = 15
/** Low bits of an entry hold the code's length, the rest its symbol or the number of its second table. */
const LENGTH_BITS = 4
const LENGTH_MASK = (1 << LENGTH_BITS) - 1

/** A code as tables: an entry of 0 stands for bits that no symbol has. */
export interface Huffman {
  readonly shortest: number
  readonly chunks: Uint16Array
  readonly links: readonly Uint16Array[]
  readonly linkMask: number
}

const reversed = (code: number, length: number): number => {
  let out = 0
  for (let i = 0; i < length; i++) out |= ((code >> i) & 1) << (length - 1 - i)
  return out
}

/** Tables of the canonical code with these lengths by symbol (RFC 1951, 3.2.2); undefined where they make none. */
export function huffman(lengths: ArrayLike<number>): Huffman | undefined {
  const counts = new Uint16Array(MAX_BITS + 1)
  let shortest = 0
  let longest = 0
  for (let i = 0; i < lengths.length; i++) {
    const length = lengths[i]!
    if (length === 0) continue
    if (shortest === 0 || length < shortest) shortest = length
    if (length > longest) longest = length
    counts[length]!++
  }
  const chunks = new Uint16Array(1 << CHUNK_BITS)
  // An empty code is one that refuses every bit.
  if (longest === 0) return { shortest: 0, chunks, links: [], linkMask: 0 }
  const next = new Uint32Array(MAX_BITS + 1)
  let code = 0
  for (let length = shortest; length <= longest; length++) {
    code <<= 1
    next[length] = code
    code += counts[length]!
  }
  if (code !== 1 << longest && !(code === 1 && longest === 1)) return undefined
  const linkBits = Math.max(0, longest - CHUNK_BITS)
  const links: Uint16Array[] = []
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!
    if (length === 0) continue
    const bits = reversed(next[length]!++, length)
    const entry = (symbol << LENGTH_BITS) | length
    if (length <= CHUNK_BITS) {
      for (let at = bits; at < chunks.length; at += 1 << length) chunks[at] = entry
      continue
    }
    const low = bits & ((1 << CHUNK_BITS) - 1)
    if (chunks[low] === 0) {
      chunks[low] = (links.length << LENGTH_BITS) | (CHUNK_BITS + 1)
      links.push(new Uint16Array(1 << linkBits))
    }
    const link = links[chunks[low]! >> LENGTH_BITS]!
    for (let at = bits >> CHUNK_BITS; at < link.length; at += 1 << (length - CHUNK_BITS)) link[at] = entry
  }
  return { shortest, chunks, links, linkMask: (1 << linkBits) - 1 }
}

/** The entry for the next bits: length in its low bits, symbol above; 0 where there is none. */
export function entryFor(table: Huffman, bits: number): number {
  const entry = table.chunks[bits & ((1 << CHUNK_BITS) - 1)]!
  if ((entry & LENGTH_MASK) <= CHUNK_BITS) return entry
  return table.links[entry >> LENGTH_BITS]![(bits >> CHUNK_BITS) & table.linkMask]!
}
export const lengthOf = (entry: number): number => entry & LENGTH_MASK
export const symbolOf = (entry: number): number => entry >> LENGTH_BITS
