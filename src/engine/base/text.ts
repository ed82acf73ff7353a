const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Strings of so many code units are written into a place of ours first: an array that a browser makes takes far longer than a copy. */
const SHORT = 1024
const scratch = new Uint8Array(3 * SHORT)

/** UTF-8 bytes of a string. */
export function encode(text: string): Uint8Array {
  if (text.length > SHORT) return encoder.encode(text)
  return scratch.slice(0, encoder.encodeInto(text, scratch).written)
}

/** How many bytes a string takes in UTF-8. */
export function encodedLength(text: string): number {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return encode(text).length
  return text.length
}

/** String of UTF-8 bytes; malformed sequences become U+FFFD. */
export const decode = (bytes: Uint8Array): string => decoder.decode(bytes)

/** The bytes of all parts, one after another. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!
  let size = 0
  for (const part of parts) size += part.length
  const all = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Compares strings by their UTF-16 code units: the same order in every locale and every browser. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const BINARY_CHUNK = 8192
/** One character a byte (0…255): for those who work on bytes with string tools. */
export function toBinary(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += BINARY_CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + BINARY_CHUNK))
  return text
}
