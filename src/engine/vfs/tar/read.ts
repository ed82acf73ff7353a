import { type Body, sliceBody } from '../../base/body.ts'
import { EngineError } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { LayerEntry } from '../entry.ts'
import {
  BLOCK,
  BLOCK_DEVICE,
  CHARACTER,
  checksumOf,
  DIRECTORY,
  FIELD,
  FIFO,
  HARDLINK,
  PAX_XATTR,
  padded,
  REGULAR,
  SYMLINK,
  type TarEntry,
} from './format.ts'
import { layerEntryOf } from './layer.ts'
import { type PaxRecords, readPaxRecords, readPaxTime } from './pax.ts'

/** Largest header data (long names, PAX records) that is read, as in Go's archive/tar. */
const MAX_SPECIAL = 1024 * 1024
const MAX_ENTRIES = 4_000_000
const HEADER_ONLY = new Set([HARDLINK, SYMLINK, CHARACTER, BLOCK_DEVICE, DIRECTORY, FIFO])

// The texts of Go's archive/tar and io, which Docker passes on.
const malformed = (): EngineError => new EngineError('invalid', 'archive/tar: invalid tar header')
const tooLong = (): EngineError => new EngineError('invalid', 'archive/tar: header field too long')
const truncated = (): EngineError => new EngineError('invalid', 'unexpected EOF')

type Field = readonly [offset: number, length: number]

function textField(header: Uint8Array, [offset, length]: Field): string {
  const field = header.subarray(offset, offset + length)
  const end = field.indexOf(0)
  return decode(end < 0 ? field : field.subarray(0, end))
}

/** A number in octal, or in base 256 where its first bit is set (GNU tar manual, "Basic Tar Format"). */
function numberField(header: Uint8Array, [offset, length]: Field): bigint {
  const first = header[offset]!
  if (first & 0x80) {
    const negative = (first & 0x40) !== 0
    let value = BigInt(negative ? first : first & 0x7f)
    for (let i = 1; i < length; i++) value = (value << 8n) | BigInt(header[offset + i]!)
    value = negative ? value - (1n << BigInt(8 * length)) : value
    if (value >= 1n << 63n || value < -(1n << 63n)) throw malformed()
    return value
  }
  const digits = textField(header, [offset, length]).trim() || '0'
  if (!/^[0-7]+$/.test(digits)) throw malformed()
  return BigInt(`0o${digits}`)
}

const smallField = (header: Uint8Array, field: Field): number => Number(numberField(header, field))

function checkSum(header: Uint8Array): void {
  const expected = smallField(header, FIELD.checksum)
  const sum = checksumOf(header)
  // Old writers summed signed bytes.
  let signed = sum
  for (let i = 0; i < BLOCK; i++) if (header[i]! > 127 && (i < 148 || i >= 156)) signed -= 256
  if (expected !== sum && expected !== signed) throw malformed()
}

interface RawHeader extends TarEntry {
  readonly size: number
}

function readHeader(header: Uint8Array): RawHeader {
  checkSum(header)
  const magic = decode(header.subarray(257, 265))
  const ustar = magic === 'ustar\x0000'
  const known = ustar || magic === 'ustar  \0'
  const prefix = ustar ? textField(header, FIELD.prefix) : ''
  const name = textField(header, FIELD.name)
  const flag = String.fromCharCode(header[FIELD.typeflag[0]]!)
  const size = smallField(header, FIELD.size)
  if (size < 0) throw malformed()
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    typeflag: flag,
    linkname: textField(header, FIELD.linkname),
    mode: smallField(header, FIELD.mode) & 0o7777,
    uid: smallField(header, FIELD.uid),
    gid: smallField(header, FIELD.gid),
    uname: known ? textField(header, FIELD.uname) : '',
    gname: known ? textField(header, FIELD.gname) : '',
    mtime: numberField(header, FIELD.mtime) * 1_000_000_000n,
    devmajor: known ? smallField(header, FIELD.devmajor) : 0,
    devminor: known ? smallField(header, FIELD.devminor) : 0,
    size,
  }
}

/** The header with what PAX records say instead; an empty value leaves the header's. */
function withRecords(header: RawHeader, records: PaxRecords): RawHeader {
  const changed: { -readonly [K in keyof RawHeader]: RawHeader[K] } = { ...header }
  const xattrs = new Map<string, Uint8Array>()
  const whole = (text: string): number => {
    if (!/^\d{1,15}$/.test(text)) throw malformed()
    return Number(text)
  }
  for (const [key, bytes] of records) {
    if (key.startsWith(PAX_XATTR)) xattrs.set(key.slice(PAX_XATTR.length), bytes)
    if (key.startsWith('GNU.sparse.')) throw sparse()
    if (bytes.length === 0) continue
    if (key === 'path') changed.name = decode(bytes)
    else if (key === 'linkpath') changed.linkname = decode(bytes)
    else if (key === 'uname') changed.uname = decode(bytes)
    else if (key === 'gname') changed.gname = decode(bytes)
    else if (key === 'uid') changed.uid = whole(decode(bytes))
    else if (key === 'gid') changed.gid = whole(decode(bytes))
    else if (key === 'size') changed.size = whole(decode(bytes))
    else if (key === 'mtime') changed.mtime = readPaxTime(decode(bytes), malformed)
  }
  return xattrs.size > 0 ? { ...changed, xattrs } : changed
}

const sparse = (): EngineError =>
  new EngineError('not-implemented', 'archive/tar: sparse files are not supported by this simulator')

const isZero = (block: Uint8Array): boolean => block.every((byte) => byte === 0)

/**
 * The entries of an archive, one after another: ustar, PAX, GNU and V7. Bodies are slices of `archive`: nothing is
 * copied. `invalid` with the text of Go's archive/tar for what is malformed, `unexpected EOF` for what is cut off.
 */
export function* readTar(archive: Body): Generator<TarEntry> {
  let globals: PaxRecords = new Map()
  let locals: PaxRecords = new Map()
  let longName: string | undefined
  let longLink: string | undefined
  let count = 0
  for (let at = 0; at < archive.size; ) {
    const block = archive.read(at, BLOCK)
    if (block.length < BLOCK) throw truncated()
    at += BLOCK
    if (isZero(block)) {
      const second = archive.read(at, BLOCK)
      if (second.length > 0 && second.length < BLOCK) throw truncated()
      if (!isZero(second)) throw malformed()
      return
    }
    if (++count > MAX_ENTRIES) throw new EngineError('invalid', 'archive/tar: too many entries')
    const raw = readHeader(block)
    if (raw.typeflag === 'x' || raw.typeflag === 'g' || raw.typeflag === 'L' || raw.typeflag === 'K') {
      if (raw.size > MAX_SPECIAL) throw tooLong()
      const data = archive.read(at, raw.size)
      if (data.length < raw.size) throw truncated()
      at += padded(raw.size)
      if (raw.typeflag === 'x') locals = readPaxRecords(data, malformed)
      else if (raw.typeflag === 'g') globals = new Map([...globals, ...readPaxRecords(data, malformed)])
      else if (raw.typeflag === 'L') longName = textField(data, [0, data.length])
      else longLink = textField(data, [0, data.length])
      if (at >= archive.size && raw.typeflag !== 'g') throw truncated()
      continue
    }
    if (raw.typeflag === 'S') throw sparse()
    const { size, ...entry } = withRecords(
      { ...raw, name: longName ?? raw.name, linkname: longLink ?? raw.linkname ?? '' },
      globals.size > 0 ? new Map([...globals, ...locals]) : locals,
    )
    locals = new Map()
    longName = undefined
    longLink = undefined
    const typeflag =
      entry.typeflag === '\0' ? (entry.name.endsWith('/') ? DIRECTORY : REGULAR) : entry.typeflag
    const length = HEADER_ONLY.has(typeflag) ? 0 : size
    if (at + length > archive.size) throw truncated()
    yield { ...entry, typeflag, ...(length > 0 && { body: sliceBody(archive, at, at + length) }) }
    at += padded(length)
  }
}

/** The entries of a layer's tar. Throws `invalid` for a path that leads out of the root. */
export function* readLayerTar(archive: Body): Generator<LayerEntry> {
  for (const entry of readTar(archive)) {
    const found = layerEntryOf(entry)
    if (found) yield found
  }
}
