const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 of bytes (RFC 4648, section 4), padded, on one line. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]]
    text += ALPHABET[a >> 2]! + ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)]!
    text += b === undefined ? '=' : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)]!
    text += c === undefined ? '=' : ALPHABET[c & 63]!
  }
  return text
}

/** The bytes up to the first character that is wrong; `good` when there was none. */
export function decodeBase64(text: string): { bytes: Uint8Array; good: boolean } {
  const out: number[] = []
  let bits = 0
  let held = 0
  let seen = 0
  for (const char of text) {
    if (char === '=') break
    const value = ALPHABET.indexOf(char)
    if (value < 0) return { bytes: new Uint8Array(out), good: false }
    held = (held << 6) | value
    bits += 6
    seen++
    if (bits < 8) continue
    bits -= 8
    out.push((held >> bits) & 255)
    held &= (1 << bits) - 1
  }
  const padding = /=*$/.exec(text)![0].length
  return { bytes: new Uint8Array(out), good: (seen + padding) % 4 === 0 && seen % 4 !== 1 }
}
