import { OPEN } from './open-gzip.ts'

const ALPHABET = Uint8Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (char) =>
  char.charCodeAt(0),
)
const PAD = 61

/** A growing text in bytes: for texts of which most is base64. */
export class TextWriter {
  private bytes = new Uint8Array(1 << 16)
  private length = 0

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    bytes.set(this.bytes)
    this.bytes = bytes
  }
  ascii(text: string): void {
    this.room(text.length)
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i)
  }
  add(bytes: Uint8Array): void {
    this.room(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }
  base64(data: Uint8Array): void {
    this.room(Math.ceil(data.length / 3) * 4)
    const { bytes } = this
    let at = this.length
    const whole = data.length - (data.length % 3)
    let i = 0
    for (; i < whole; i += 3) {
      const three = (data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!
      bytes[at++] = ALPHABET[three >> 18]!
      bytes[at++] = ALPHABET[(three >> 12) & 63]!
      bytes[at++] = ALPHABET[(three >> 6) & 63]!
      bytes[at++] = ALPHABET[three & 63]!
    }
    if (i < data.length) {
      const two = i + 1 < data.length
      const rest = (data[i]! << 16) | ((data[i + 1] ?? 0) << 8)
      bytes[at++] = ALPHABET[rest >> 18]!
      bytes[at++] = ALPHABET[(rest >> 12) & 63]!
      bytes[at++] = two ? ALPHABET[(rest >> 6) & 63]! : PAD
      bytes[at++] = PAD
    }
    this.length = at
  }
  /** Bytes that are not known yet. */
  open(count: number): void {
    this.room(count)
    this.bytes.fill(OPEN, this.length, this.length + count)
    this.length += count
  }
  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}
