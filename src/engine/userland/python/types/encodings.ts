import { toBinary } from '../../../base/text.ts'
import { raise } from '../errors.ts'

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`

/** Bytes as text; `errors` is `strict`, `replace` or `ignore`. UnicodeDecodeError, LookupError. */
export function decodeBytes(data: Uint8Array, encoding: string, errors: string): string {
  const name = encoding.toLowerCase().replace(/_/g, '-')
  if (/^(latin-?1|iso-?8859-1)$/.test(name)) return toBinary(data)
  if (name === 'ascii' || name === 'us-ascii') {
    const at = data.findIndex((byte) => byte > 127)
    if (at >= 0 && errors === 'strict')
      throw raise(
        'UnicodeDecodeError',
        `'ascii' codec can't decode byte ${hex(data[at]!)} in position ${at}: ordinal not in range(128)`,
      )
    return Array.from(data, (byte) =>
      byte < 128 ? String.fromCharCode(byte) : errors === 'ignore' ? '' : '\ufffd',
    ).join('')
  }
  if (!/^utf-?8$/.test(name)) throw raise('LookupError', `unknown encoding: ${encoding}`)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
  } catch {
    if (errors !== 'strict') {
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(data)
      return errors === 'ignore' ? text.replaceAll('\ufffd', '') : text
    }
    const { at, reason } = firstWrong(data)
    throw raise(
      'UnicodeDecodeError',
      `'utf-8' codec can't decode byte ${hex(data[at]!)} in position ${at}: ${reason}`,
    )
  }
}

/** Where bytes stop to be UTF-8, and why (RFC 3629). */
function firstWrong(data: Uint8Array): { at: number; reason: string } {
  for (let i = 0; i < data.length; ) {
    const byte = data[i]!
    const more =
      byte < 0x80
        ? 0
        : byte >= 0xc2 && byte < 0xe0
          ? 1
          : byte >= 0xe0 && byte < 0xf0
            ? 2
            : byte >= 0xf0 && byte < 0xf5
              ? 3
              : -1
    if (more < 0) return { at: i, reason: 'invalid start byte' }
    for (let k = 1; k <= more; k++) {
      const next = data[i + k]
      if (next === undefined) return { at: i, reason: 'unexpected end of data' }
      if ((next & 0xc0) !== 0x80) return { at: i, reason: 'invalid continuation byte' }
    }
    i += more + 1
  }
  return { at: 0, reason: 'invalid start byte' }
}
