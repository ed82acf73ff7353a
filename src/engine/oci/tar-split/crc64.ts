import { type Body, chunksOf } from '../../base/body.ts'

/** CRC-64-ISO, reflected, as Go's hash/crc64 has it: each word in two halves. */
const POLYNOMIAL_HIGH = 0xd8000000

/** Eight tables, so that eight bytes go in at once ("slicing by 8"); `high[k * 256 + byte]`. */
const high = new Uint32Array(8 * 256)
const low = new Uint32Array(8 * 256)
for (let byte = 0; byte < 256; byte++) {
  let h = 0
  let l = byte
  for (let bit = 0; bit < 8; bit++) {
    const odd = l & 1
    l = ((l >>> 1) | (h << 31)) >>> 0
    h = odd ? ((h >>> 1) ^ POLYNOMIAL_HIGH) >>> 0 : h >>> 1
  }
  high[byte] = h
  low[byte] = l
}
for (let i = 256; i < high.length; i++) {
  const [h, l] = [high[i - 256]!, low[i - 256]!]
  const entry = l & 255
  low[i] = (low[entry]! ^ ((l >>> 8) | (h << 24))) >>> 0
  high[i] = (high[entry]! ^ (h >>> 8)) >>> 0
}

/** CRC-64-ISO over a whole body: eight bytes, the first the most significant. */
export function crc64(body: Body): Uint8Array {
  let h = 0xffffffff
  let l = 0xffffffff
  for (const bytes of chunksOf(body)) {
    let i = 0
    for (const end = bytes.length - 7; i < end; i += 8) {
      l ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
      h ^= bytes[i + 4]! | (bytes[i + 5]! << 8) | (bytes[i + 6]! << 16) | (bytes[i + 7]! << 24)
      const a = 1792 + (l & 255)
      const b = 1536 + ((l >>> 8) & 255)
      const c = 1280 + ((l >>> 16) & 255)
      const d = 1024 + (l >>> 24)
      const e = 768 + (h & 255)
      const f = 512 + ((h >>> 8) & 255)
      const g = 256 + ((h >>> 16) & 255)
      const k = h >>> 24
      l = low[a]! ^ low[b]! ^ low[c]! ^ low[d]! ^ low[e]! ^ low[f]! ^ low[g]! ^ low[k]!
      h = high[a]! ^ high[b]! ^ high[c]! ^ high[d]! ^ high[e]! ^ high[f]! ^ high[g]! ^ high[k]!
    }
    for (; i < bytes.length; i++) {
      const entry = (l ^ bytes[i]!) & 255
      l = low[entry]! ^ ((l >>> 8) | (h << 24))
      h = high[entry]! ^ (h >>> 8)
    }
  }
  const sum = new Uint8Array(8)
  const view = new DataView(sum.buffer)
  view.setUint32(0, ~h >>> 0)
  view.setUint32(4, ~l >>> 0)
  return sum
}
