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
/** Star's headers have a shorter prefix: times follow it. */
const STAR_PREFIX = [345, 131] as const
/** An old GNU header of a file with holes. */
const SPARSE = 'S'
const HEADER_ONLY = new Set([HARDLINK, SYMLINK, CHARACTER, BLOCK_DEVICE, DIRECTORY, FIFO])

// The texts of Go's archive/tar and io, which Docker passes on.
const malformed = (): EngineError => new EngineError('invalid', 'archive/tar: invalid tar header')
const tooLong = (): EngineError => new EngineError('invalid', 'archive/tar: header field too long')
const truncated = (): EngineError => new EngineError('internal', 'unexpected EOF')

type Field = readonly [offset: number, length: number]

/** Text up to the first NUL. Most of it is ASCII, and short. */
function textField(header: Uint8Array, [offset, length]: Field): string {
  let text = ''
  for (let i = offset; i < offset + length; i++) {
    const byte = header[i]!
    if (byte === 0) return text
    if (byte > 127) {
      const field = header.subarray(offset, offset + length)
      const end = field.indexOf(0)
      return decode(end < 0 ? field : field.subarray(0, end))
    }
    text += String.fromCharCode(byte)
  }
  return text
}

const BLANK = 0x20
const blank = (byte: number): boolean => byte === 0 || byte === BLANK

/** A number in octal between blanks and NULs; undefined where it is none, or has more than 17 digits. */
function octalField(header: Uint8Array, [offset, length]: Field): number | undefined {
  let at = offset
  let end = offset + length
  while (at < end && blank(header[at]!)) at++
  while (at < end && blank(header[end - 1]!)) end--
  if (end - at > 17) return undefined
  let value = 0
  for (; at < end && header[at] !== 0; at++) {
    const digit = header[at]! - 0x30
    if (digit < 0 || digit > 7) return undefined
    value = value * 8 + digit
  }
  return value
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
  const value = octalField(header, [offset, length])
  if (value === undefined) throw malformed()
  return BigInt(value)
}

function smallField(header: Uint8Array, field: Field): number {
  if (header[field[0]]! & 0x80) return Number(numberField(header, field))
  const value = octalField(header, field)
  if (value === undefined) throw malformed()
  return value
}

function checkSum(header: Uint8Array): void {
  const expected = smallField(header, FIELD.checksum)
  const sum = checksumOf(header)
  // Old writers summed signed bytes.
  let signed = sum
  for (let i = 0; i < BLOCK; i++) if (header[i]! > 127 && (i < 148 || i >= 156)) signed -= 256
  if (expected !== sum && expected !== signed) throw malformed()
}

const isText = (header: Uint8Array, offset: number, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (header[offset + i] !== text.charCodeAt(i)) return false
  return true
}

interface RawHeader extends TarEntry {
  readonly size: number
}

function readHeader(header: Uint8Array): RawHeader {
  checkSum(header)
  const ustar = isText(header, 257, 'ustar\0')
  const known = ustar || isText(header, 257, 'ustar  \0')
  const star = ustar && isText(header, 508, 'tar\0')
  const prefix = ustar ? textField(header, star ? STAR_PREFIX : FIELD.prefix) : ''
  const name = textField(header, FIELD.name)
  const flag = String.fromCharCode(header[FIELD.typeflag[0]]!)
  const size = smallField(header, FIELD.size)
  if (flag === SPARSE && ustar) throw malformed()
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
    if (
      !/^[+-]?\d{1,19}$/.test(text) ||
      BigInt(text.replace('+', '')) !== BigInt.asIntN(64, BigInt(text.replace('+', '')))
    )
      throw malformed()
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
    else if (key === 'atime' || key === 'ctime') readPaxTime(decode(bytes), malformed)
  }
  return xattrs.size > 0 ? { ...changed, xattrs } : changed
}

const sparse = (): EngineError =>
  new EngineError('not-implemented', 'archive/tar: sparse files are not supported by this simulator')

const isZero = (block: Uint8Array): boolean => block.every((byte) => byte === 0)

export interface ReadOptions {
  /** Global PAX headers say nothing of the entries after them, as in Go. Otherwise they do, as in GNU tar. */
  readonly ignoreGlobals?: boolean
  /** Why the archive ends where it does, if it should not end there: thrown where more of it is wanted. */
  readonly cutBy?: EngineError
}

/**
 * The entries of an archive, one after another: ustar, PAX, GNU and V7. Bodies are slices of `archive`: nothing is
 * copied. Reads as Go's archive/tar does and throws `invalid` with its texts for what is malformed, `unexpected EOF` for
 * what is cut off: of a file, after what is there of it.
 */
export function* readTar(archive: Body, options: ReadOptions = {}): Generator<TarEntry> {
  let globals: PaxRecords = new Map()
  let locals: PaxRecords = new Map()
  let longName = ''
  let longLink = ''
  const forget = (): void => {
    locals = new Map()
    longName = ''
    longLink = ''
  }
  const missing = (): EngineError => options.cutBy ?? truncated()
  for (let at = 0; ; ) {
    const block = archive.read(at, BLOCK)
    if (block.length === 0 && !options.cutBy) return
    if (block.length < BLOCK) throw missing()
    at += BLOCK
    if (isZero(block)) {
      const second = archive.read(at, BLOCK)
      if (second.length === 0 && !options.cutBy) return
      if (second.length < BLOCK) throw missing()
      if (!isZero(second)) throw malformed()
      return
    }
    const raw = readHeader(block)
    if (raw.typeflag === 'x' || raw.typeflag === 'g' || raw.typeflag === 'L' || raw.typeflag === 'K') {
      if (raw.size < 0) throw malformed()
      const data = archive.read(at, Math.min(raw.size, MAX_SPECIAL + 1))
      if (data.length > MAX_SPECIAL) throw tooLong()
      if (data.length < raw.size) throw missing()
      at += padded(raw.size)
      if (raw.typeflag === 'x') locals = readPaxRecords(data, malformed)
      else if (raw.typeflag === 'g') {
        const records = readPaxRecords(data, malformed)
        if (!options.ignoreGlobals) globals = new Map([...globals, ...records])
        forget()
      } else if (raw.typeflag === 'L') longName = textField(data, [0, data.length])
      else longLink = textField(data, [0, data.length])
      continue
    }
    const { size, ...entry } = withRecords(raw, globals.size > 0 ? new Map([...globals, ...locals]) : locals)
    const name = longName || entry.name
    const linkname = longLink || entry.linkname || ''
    forget()
    if (entry.typeflag === SPARSE) throw sparse()
    const typeflag = entry.typeflag === '\0' ? (name.endsWith('/') ? DIRECTORY : REGULAR) : entry.typeflag
    const length = HEADER_ONLY.has(typeflag) ? 0 : size
    if (length < 0) throw malformed()
    const body = sliceBody(archive, at, at + length)
    yield { ...entry, name, linkname, typeflag, ...(length > 0 && { body }) }
    if (body.size < length) throw missing()
    at += padded(length)
  }
}

/** The entries of a layer's tar. Throws `invalid` for a path that leads out of the root. */
export function* readLayerTar(archive: Body): Generator<LayerEntry> {
  for (const entry of readTar(archive, { ignoreGlobals: true })) {
    const found = layerEntryOf(entry)
    if (found) yield found
  }
}
