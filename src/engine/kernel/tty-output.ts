const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/** As the output side counts columns: escape sequences are text to it (n_tty.c, do_output_char). */
export function columnAfter(column: number, bytes: Uint8Array): number {
  const start = bytes.lastIndexOf(LINE_FEED) + 1
  if (start > 0) column = 0
  for (const byte of bytes.subarray(start)) {
    if (byte === CARRIAGE_RETURN) column = 0
    else if (byte === 9) column += 8 - (column % 8)
    else if (byte === 8) column = Math.max(0, column - 1)
    else if (byte >= 32 && byte !== 127 && (byte & 0xc0) !== 0x80) column++
  }
  return column
}

/** NL becomes CR NL (onlcr). */
export function withCarriageReturns(bytes: Uint8Array): Uint8Array {
  let count = 0
  for (const byte of bytes) if (byte === LINE_FEED) count++
  if (count === 0) return bytes.slice()
  const out = new Uint8Array(bytes.length + count)
  let at = 0
  for (const byte of bytes) {
    if (byte === LINE_FEED) out[at++] = CARRIAGE_RETURN
    out[at++] = byte
  }
  return out
}
