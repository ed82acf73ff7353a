import type { Body } from '../base/body.ts'
import { crc32 } from '../base/crc32.ts'
import { EngineError } from '../base/errors.ts'
import { ByteSource, cutOff, Inflater } from './inflate.ts'

const FLAG = { crc: 2, extra: 4, name: 8, comment: 16 } as const

const failure = (what: string): EngineError => new EngineError('internal', `gzip: invalid ${what}`)

/**
 * The content of a gzip (RFC 1952), of all its members, piece by piece. Damaged data gives what is good of it, then an
 * `EngineError` with the text of Go's compress/gzip.
 */
export function* gunzipStrictly(body: Body): Generator<Uint8Array> {
  const source = new ByteSource(body)
  for (let first = true; ; first = false) {
    if (!first && source.offset >= body.size) return
    readHeader(source)
    let crc = 0
    let size = 0
    for (const chunk of new Inflater(source).chunks()) {
      crc = crc32(chunk, crc)
      size = (size + chunk.length) >>> 0
      yield chunk
    }
    if (number(source) !== crc || number(source) !== size) throw failure('checksum')
  }
}

function byte(source: ByteSource): number {
  const next = source.byte()
  if (next < 0) throw cutOff()
  return next
}
const number = (source: ByteSource): number =>
  (byte(source) | (byte(source) << 8) | (byte(source) << 16) | (byte(source) << 24)) >>> 0

function readHeader(source: ByteSource): void {
  const head = Array.from({ length: 10 }, () => byte(source))
  if (head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8) throw failure('header')
  const flags = head[3]!
  if (flags & FLAG.extra) {
    const length = byte(source) | (byte(source) << 8)
    for (let i = 0; i < length; i++) byte(source)
  }
  for (const text of [FLAG.name, FLAG.comment]) if (flags & text) while (byte(source) !== 0);
  if (flags & FLAG.crc) {
    byte(source)
    byte(source)
  }
}
