import type { EngineError } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'

/** Keys and values of a PAX header; values as bytes, since those of xattrs need not be text. */
export type PaxRecords = ReadonlyMap<string, Uint8Array>

/** Records whose values are names: no NUL may stand in them. */
const NAMES = new Set(['path', 'linkpath', 'uname', 'gname'])

/** Reads the records of a PAX header (pax(1), "pax Extended Header"). Throws what `malformed` makes. */
export function readPaxRecords(data: Uint8Array, malformed: () => EngineError): Map<string, Uint8Array> {
  const records = new Map<string, Uint8Array>()
  for (let at = 0; at < data.length; ) {
    const blank = data.indexOf(0x20, at)
    const digits = blank < 0 ? '' : decode(data.subarray(at, blank))
    const length = /^\+?\d{1,10}$/.test(digits) ? Number(digits) : 0
    const end = at + length
    if (end > data.length || end <= blank + 1 || data[end - 1] !== 0x0a) throw malformed()
    const equals = data.indexOf(0x3d, blank + 1)
    if (equals <= blank + 1 || equals >= end) throw malformed()
    const key = decode(data.subarray(blank + 1, equals))
    const value = data.slice(equals + 1, end - 1)
    if (NAMES.has(key) ? value.includes(0) : key.includes('\0')) throw malformed()
    records.set(key, value)
    at = end
  }
  return records
}

/** Seconds with a fraction, cut to nanoseconds. */
export function readPaxTime(text: string, malformed: () => EngineError): Instant {
  const m = /^([+-]?)(\d{1,19})(?:\.(\d*))?$/.exec(text)
  if (!m || BigInt(m[2]!) >= 1n << 63n) throw malformed()
  const size = BigInt(m[2]!) * 1_000_000_000n + BigInt((m[3] ?? '').slice(0, 9).padEnd(9, '0'))
  return m[1] === '-' ? -size : size
}
