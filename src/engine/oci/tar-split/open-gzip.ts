import { crc32 } from '../../base/crc32.ts'

/**
 * Gzip (RFC 1951, 1952) of a text in which some bytes are not known yet. They are written as literals of the fixed
 * Huffman code, eight bits each, and nothing refers back to them: so the size of the result is settled, and all the rest
 * of it, before they are.
 */

/** Stands for a byte that is not known yet; UTF-8 has no such byte. */
export const OPEN = 0xff

const MIN_MATCH = 4
const MAX_MATCH = 258
const WINDOW = 32768
const HASH_BITS = 15
const CHAIN = 12
/** How many positions at the start of a match can be referred to. */
const NEAR = 16
const HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]
const TRAILER = 8
const END_OF_BLOCK = 256

/** First length and extra bits of the codes from 257 up; the last stands for 258 alone. */
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
].concat(131, 163, 195, 227, 258)
const extraOfLength = (code: number): number => (code < 8 || code === 28 ? 0 : (code >> 2) - 1)
const DISTANCES = Array.from({ length: 30 }, (_, code) =>
  code < 4 ? code + 1 : (2 + (code & 1)) * 2 ** ((code >> 1) - 1) + 1,
)
const extraOfDistance = (code: number): number => (code < 4 ? 0 : (code >> 1) - 1)

/** The code in which a value falls: the last whose first value is not above it. */
function codeTable(firsts: readonly number[], size: number): Uint8Array {
  const table = new Uint8Array(size)
  for (let value = firsts[0]!, code = 0; value < size; value++) {
    while (code + 1 < firsts.length && firsts[code + 1]! <= value) code++
    table[value] = code
  }
  return table
}
const LENGTH_CODE = codeTable(LENGTHS, MAX_MATCH + 1)
const DISTANCE_CODE = codeTable(DISTANCES, WINDOW + 1)

function reversed(value: number, bits: number): number {
  let out = 0
  for (let i = 0; i < bits; i++) out |= ((value >> i) & 1) << (bits - 1 - i)
  return out
}

class BitWriter {
  bytes = new Uint8Array(1 << 16)
  /** Bits written. */
  length = 0
  private held = 0
  private count = 0

  /** Lowest bit first. */
  put(value: number, bits: number): void {
    this.held |= value << this.count
    this.count += bits
    this.length += bits
    while (this.count >= 8) {
      this.push(this.held & 255)
      this.held >>>= 8
      this.count -= 8
    }
  }
  /** A Huffman code: highest bit first. */
  code(value: number, bits: number): void {
    this.put(reversed(value, bits), bits)
  }
  private at = 0
  push(byte: number): void {
    if (this.at === this.bytes.length) {
      const more = new Uint8Array(this.bytes.length * 2)
      more.set(this.bytes)
      this.bytes = more
    }
    this.bytes[this.at++] = byte
  }
  finish(): Uint8Array {
    if (this.count > 0) this.put(0, 8 - this.count)
    return this.bytes.subarray(0, this.at)
  }
}

/** Code of the fixed alphabet of literals and lengths (RFC 1951, 3.2.6). */
function symbol(out: BitWriter, value: number): void {
  if (value < 144) out.code(0x30 + value, 8)
  else if (value < 256) out.code(0x190 + value - 144, 9)
  else if (value < 280) out.code(value - 256, 7)
  else out.code(0xc0 + value - 280, 8)
}

export interface OpenGzip {
  /** The whole file; the open bytes and the checksum at its end are still zero. */
  readonly bytes: Uint8Array
  /** Where the code of each open byte begins, in bits from the start of the file. */
  readonly open: readonly number[]
}

export function openGzip(text: Uint8Array): OpenGzip {
  const out = new BitWriter()
  for (const byte of HEADER) out.put(byte, 8)
  out.put(1, 1)
  out.put(1, 2)
  const open: number[] = []
  const heads = new Int32Array(1 << HASH_BITS).fill(-1)
  const previous = new Int32Array(WINDOW)
  const hash = (at: number): number =>
    Math.imul(
      text[at]! | (text[at + 1]! << 8) | (text[at + 2]! << 16) | (text[at + 3]! << 24),
      0x9e3779b1,
    ) >>>
    (32 - HASH_BITS)
  const remember = (at: number): void => {
    if (at + MIN_MATCH > text.length) return
    const key = hash(at)
    previous[at % WINDOW] = heads[key]!
    heads[key] = at
  }
  for (let at = 0; at < text.length; ) {
    const byte = text[at]!
    if (byte === OPEN) {
      open.push(out.length)
      out.put(0, 8)
      at++
      continue
    }
    let best = 0
    let distance = 0
    if (at + MIN_MATCH <= text.length) {
      const limit = Math.min(MAX_MATCH, text.length - at)
      let tries = CHAIN
      for (let from = heads[hash(at)]!; from >= 0 && at - from <= WINDOW && tries > 0; tries--) {
        let length = 0
        while (length < limit && text[from + length] === text[at + length] && text[at + length] !== OPEN)
          length++
        if (length > best) {
          best = length
          distance = at - from
          if (best === limit) break
        }
        const next = previous[from % WINDOW]!
        if (next >= from) break
        from = next
      }
    }
    if (best < MIN_MATCH) {
      symbol(out, byte)
      remember(at)
      at++
      continue
    }
    const lengthCode = LENGTH_CODE[best]!
    symbol(out, 257 + lengthCode)
    out.put(best - LENGTHS[lengthCode]!, extraOfLength(lengthCode))
    const distanceCode = DISTANCE_CODE[distance]!
    out.code(distanceCode, 5)
    out.put(distance - DISTANCES[distanceCode]!, extraOfDistance(distanceCode))
    const end = at + best
    for (const near = Math.min(end, at + NEAR); at < near; at++) remember(at)
    at = end
  }
  symbol(out, END_OF_BLOCK)
  const compressed = out.finish()
  const bytes = new Uint8Array(compressed.length + TRAILER)
  bytes.set(compressed)
  return { bytes, open }
}

/** The file with its open bytes (below 144 each) and the checksum of the whole text. */
export function closeGzip({ bytes, open }: OpenGzip, values: Uint8Array, text: Uint8Array): Uint8Array {
  const whole = bytes.slice()
  open.forEach((bit, i) => {
    const code = reversed(0x30 + values[i]!, 8) << (bit & 7)
    whole[bit >> 3]! |= code & 255
    if (code > 255) whole[(bit >> 3) + 1]! |= code >> 8
  })
  const view = new DataView(whole.buffer, whole.length - TRAILER)
  view.setUint32(0, crc32(text), true)
  view.setUint32(4, text.length, true)
  return whole
}
