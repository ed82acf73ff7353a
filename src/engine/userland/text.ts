const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** Bytes that are no UTF-8 stand in a string as lone surrogates U+DC80…U+DCFF (PEP 383), so that none is lost. */
const ESCAPE = 0xdc00

/** True for a code unit that stands for a raw byte. */
export const isRawByte = (unit: number): boolean => unit >= 0xdc80 && unit <= 0xdcff

/** The string of UTF-8 bytes; `toBytes` gives back exactly these bytes. */
export function toText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return decodeEscaped(bytes)
  }
}

function decodeEscaped(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at]!
    const length =
      first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
    let good = length > 0 && at + length <= bytes.length
    for (let i = 1; good && i < length; i++) good = (bytes[at + i]! & 0xc0) === 0x80
    if (good) {
      try {
        text += strict.decode(bytes.subarray(at, at + length))
        at += length
        continue
      } catch (error) {
        if (!(error instanceof TypeError)) throw error
      }
    }
    text += String.fromCharCode(ESCAPE + first)
    at++
  }
  return text
}

const LONE = /(?<![\ud800-\udbff])[\udc80-\udcff]/

/** The bytes of a string made by `toText`, or the UTF-8 bytes of any other. */
export function toBytes(text: string): Uint8Array {
  if (!LONE.test(text)) return encoder.encode(text)
  const parts: number[] = []
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (isRawByte(unit)) parts.push(unit - ESCAPE)
    else {
      const code = text.codePointAt(i)!
      if (code > 0xffff) i++
      parts.push(...encoder.encode(String.fromCodePoint(code)))
    }
  }
  return new Uint8Array(parts)
}

/** True where a string holds bytes that are no UTF-8. */
export const hasRawBytes = (text: string): boolean => LONE.test(text)

/** Number of bytes of the UTF-8 form. */
export const byteLength = (text: string): number =>
  /^[\x00-\x7f]*$/.test(text) ? text.length : toBytes(text).length

export function fromBinary(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
