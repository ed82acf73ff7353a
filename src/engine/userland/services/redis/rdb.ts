import { concatBytes, toBinary } from '../../../base/text.ts'
import { fromBinary } from '../../text.ts'
import type { Database, Value } from './keyspace.ts'

/** Version of the format (rdb.h, RDB_VERSION). Real servers read newer forms of lists and hashes too; these are its oldest ones. */
const MAGIC = 'REDIS0011'
const TYPES = { string: 0, list: 1, set: 2, hash: 4, zset: 5 } as const
const OP = { aux: 0xfa, resize: 0xfb, expireMs: 0xfc, select: 0xfe, end: 0xff } as const

/** A file that is no dump. */
export class RdbError extends Error {
  override readonly name = 'RdbError'
}

function length(value: number): string {
  if (value < 64) return String.fromCharCode(value)
  if (value < 16_384) return String.fromCharCode(0x40 | (value >> 8), value & 255)
  return `\x80${bytes32(value)}`
}
const bytes32 = (value: number): string =>
  String.fromCharCode((value >>> 24) & 255, (value >> 16) & 255, (value >> 8) & 255, value & 255)
const string = (text: string): string => length(text.length) + text

const scratch = new DataView(new ArrayBuffer(8))
const scratchText = (): string => toBinary(new Uint8Array(scratch.buffer))
function bytes64(value: bigint): string {
  scratch.setBigUint64(0, value, true)
  return scratchText()
}
function double(value: number): string {
  scratch.setFloat64(0, value, true)
  return scratchText()
}

function body(value: Value): string {
  switch (value.type) {
    case 'string':
      return string(value.text)
    case 'list':
      return length(value.items.length) + value.items.map(string).join('')
    case 'set':
      return length(value.members.size) + [...value.members].map(string).join('')
    case 'hash':
      return length(value.fields.size) + [...value.fields].flat().map(string).join('')
    case 'zset':
      return (
        length(value.scores.size) +
        [...value.scores].map(([member, score]) => string(member) + double(score)).join('')
      )
  }
}

const op = (code: number): string => String.fromCharCode(code)

/** All databases as a dump (rdb.c). `about`: what the file says of the server that made it. */
export function encodeRdb(
  databases: readonly Database[],
  about: Readonly<Record<string, string>>,
): Uint8Array {
  let text = MAGIC
  for (const [name, value] of Object.entries(about)) text += op(OP.aux) + string(name) + string(value)
  databases.forEach((db, number) => {
    const keys = db.keys()
    if (keys.length === 0) return
    const ending = keys.filter((key) => db.expiry(key) !== undefined).length
    text += op(OP.select) + length(number) + op(OP.resize) + length(keys.length) + length(ending)
    for (const key of keys) {
      const expires = db.expiry(key)
      const value = db.get(key)!
      if (expires !== undefined) text += op(OP.expireMs) + bytes64(BigInt(expires))
      text += op(TYPES[value.type]) + string(key) + body(value)
    }
  })
  const whole = fromBinary(text + op(OP.end))
  return concatBytes([whole, fromBinary(bytes64(crc64(whole)))])
}

const table: bigint[] = []
/** CRC-64 of Jones, as Redis uses it (crc64.c). */
function crc64(bytes: Uint8Array): bigint {
  if (table.length === 0)
    for (let i = 0n; i < 256n; i++) {
      let value = i
      for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x95ac9329ac4bc9b5n : value >> 1n
      table.push(value)
    }
  let crc = 0n
  for (const byte of bytes) crc = table[Number((crc ^ BigInt(byte)) & 255n)]! ^ (crc >> 8n)
  return crc
}

/** What loading found: `Done loading RDB, keys loaded: 3, keys expired: 0.` */
export interface Loaded {
  readonly about: ReadonlyMap<string, string>
  readonly keys: number
  readonly expired: number
}

/** Fills databases from a dump. Throws `RdbError`. */
export function decodeRdb(bytes: Uint8Array, databases: readonly Database[]): Loaded {
  const reader = new Reader(bytes)
  if (!/^REDIS\d{4}$/.test(reader.take(9))) throw new RdbError('Wrong signature trying to load DB from file')
  const about = new Map<string, string>()
  let db = databases[0]!
  let expires: number | undefined
  let keys = 0
  let expired = 0
  for (;;) {
    const code = reader.byte()
    if (code === OP.end) {
      const sum = bytes64(crc64(bytes.subarray(0, reader.at)))
      const given = reader.take(8)
      if (given !== '\0'.repeat(8) && given !== sum) throw new RdbError('Wrong RDB checksum')
      return { about, keys, expired }
    }
    if (code === OP.aux) about.set(reader.string(), reader.string())
    else if (code === OP.select) db = databases[reader.length()] ?? db
    else if (code === OP.resize) {
      reader.length()
      reader.length()
    } else if (code === OP.expireMs) expires = Number(reader.long())
    else {
      const key = reader.string()
      const value = reader.value(code)
      if (expires !== undefined && expires <= db.now()) expired++
      else {
        db.set(key, value, expires)
        keys++
      }
      expires = undefined
    }
  }
}

class Reader {
  at = 0
  private readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
  take(count: number): string {
    if (this.at + count > this.bytes.length)
      throw new RdbError('Short read or OOM loading DB. Unrecoverable error, aborting now.')
    this.at += count
    return toBinary(this.bytes.subarray(this.at - count, this.at))
  }
  byte(): number {
    return this.take(1).charCodeAt(0)
  }
  long(): bigint {
    this.take(8)
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at - 8, 8).getBigUint64(0, true)
  }
  private double(): number {
    this.take(8)
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at - 8, 8).getFloat64(0, true)
  }
  length(): number {
    const first = this.byte()
    if (first < 0x40) return first
    if (first < 0x80) return ((first & 63) << 8) | this.byte()
    let value = 0
    for (let i = 0; i < 4; i++) value = value * 256 + this.byte()
    return value
  }
  /** Numbers may stand as one, two or four bytes. */
  string(): string {
    const first = this.bytes[this.at] ?? 0
    if (first < 0xc0) return this.take(this.length())
    this.at++
    const size = [1, 2, 4][first & 63]
    if (size === undefined) throw new RdbError('A compressed string is not part of this simulation')
    let value = 0
    for (let i = 0; i < size; i++) value += this.byte() * 256 ** i
    return String(value >= 256 ** size / 2 ? value - 256 ** size : value)
  }
  private strings(count: number): string[] {
    return Array.from({ length: count }, () => this.string())
  }
  value(type: number): Value {
    switch (type) {
      case TYPES.string:
        return { type: 'string', text: this.string() }
      case TYPES.list:
        return { type: 'list', items: this.strings(this.length()) }
      case TYPES.set:
        return { type: 'set', members: new Set(this.strings(this.length())) }
      case TYPES.hash: {
        const count = this.length()
        return {
          type: 'hash',
          fields: new Map(Array.from({ length: count }, () => [this.string(), this.string()])),
        }
      }
      case TYPES.zset: {
        const count = this.length()
        return {
          type: 'zset',
          scores: new Map(Array.from({ length: count }, () => [this.string(), this.double()])),
        }
      }
      default:
        throw new RdbError(`Values of type ${type} are not part of this simulation`)
    }
  }
}
