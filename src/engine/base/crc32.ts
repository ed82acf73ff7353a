/** CRC-32 as gzip has it (RFC 1952, section 8): reflected, polynomial 0xEDB88320. Values are unsigned. */
const TABLE = new Int32Array(256).map((_, byte) => {
  let c = byte
  for (let i = 0; i < 8; i++) c = (c & 1 ? 0xedb88320 : 0) ^ (c >>> 1)
  return c
})

/** CRC of bytes that follow a stretch whose CRC is `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let c = ~before
  for (let i = 0; i < bytes.length; i++) c = TABLE[(c ^ bytes[i]!) & 255]! ^ (c >>> 8)
  return ~c >>> 0
}

/**
 * Joins the CRCs of two stretches, one after the other, where the second is `length` bytes long: what that many zero
 * bytes do to each bit of the register is found once, then a join costs 32 steps.
 */
export function crcJoiner(length: number): (first: number, second: number) => number {
  let shift: Int32Array | undefined
  return (first, second) => {
    shift ??= new Int32Array(32).map((_, bit) => {
      let c = 1 << bit
      for (let i = 0; i < length; i++) c = TABLE[c & 255]! ^ (c >>> 8)
      return c
    })
    let c = second | 0
    for (let bit = 0; bit < 32; bit++) if (first & (1 << bit)) c ^= shift[bit]!
    return c >>> 0
  }
}
