import { type Body, bytesBody, concatBody } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { byCodeUnit, concatBytes, encode } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'
import type { LayerEntry } from '../entry.ts'
import { BLOCK, checksumOf, FIELD, PAX_XATTR, padded, REGULAR, type TarEntry } from './format.ts'
import { tarEntryOf } from './layer.ts'

type Field = readonly [offset: number, length: number]
const NANOS = 1_000_000_000n

const isAscii = (text: string): boolean => /^[\x01-\x7f]*$/.test(text)
const toAscii = (text: string): string => text.replace(/[^\x01-\x7f]/g, '')
const fitsOctal = (value: number | bigint, [, length]: Field): boolean =>
  value >= 0 && value < 8 ** (length - 1)

/** Prefix and name of a path that does not fit into 100 bytes, or undefined where no slash stands right. */
function splitPath(path: string): readonly [prefix: string, name: string] | undefined {
  const length = path.endsWith('/') ? path.length - 1 : path.length
  if (length > 256) return undefined
  const at = path.slice(0, Math.min(length, 156)).lastIndexOf('/')
  const name = path.slice(at + 1)
  return at <= 0 || at > 155 || name === '' || name.length > 100 ? undefined : [path.slice(0, at), name]
}

/** Seconds with as many digits of a fraction as needed, as a PAX record has them. */
function paxTime(at: Instant): string {
  const size = at < 0n ? -at : at
  const fraction = (size % NANOS).toString().padStart(9, '0').replace(/0+$/, '')
  return `${at < 0n ? '-' : ''}${size / NANOS}${fraction && `.${fraction}`}`
}

/** `LENGTH KEY=VALUE\n`, the length counting itself (pax(1), "pax Extended Header"). */
function paxRecord(key: string, value: Uint8Array): Uint8Array {
  if (key.includes('=') || key.includes('\0')) throw new FsError('EINVAL')
  const body = concatBytes([encode(` ${key}=`), value, encode('\n')])
  let size = body.length + 1
  while (String(size).length + body.length !== size) size = String(size).length + body.length
  return concatBytes([encode(String(size)), body])
}

class Header {
  readonly bytes = new Uint8Array(BLOCK)
  /** Without what is not ASCII. */
  text([offset, length]: Field, text: string): void {
    const end = offset + length
    for (let i = 0, at = offset; i < text.length && at < end; i++) {
      const code = text.charCodeAt(i)
      if (code > 0 && code < 0x80) this.bytes[at++] = code
    }
  }
  octal(field: Field, value: number | bigint): void {
    const digits = fitsOctal(value, field) ? value.toString(8) : '0'
    this.text(field, digits.padStart(field[1] - 1, '0'))
  }
  finish(): Uint8Array {
    this.text(FIELD.magic, 'ustar')
    this.text(FIELD.version, '00')
    this.text(FIELD.checksum, `${checksumOf(this.bytes).toString(8).padStart(6, '0')}\0 `)
    this.bytes[FIELD.checksum[0] + 6] = 0
    this.bytes[FIELD.checksum[0] + 7] = 0x20
    return this.bytes
  }
}

/** The PAX header that precedes an entry: a header of its own and the records. */
function paxHeader(name: string, records: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const data = concatBytes(
    [...records].sort(([a], [b]) => byCodeUnit(a, b)).map(([key, value]) => paxRecord(key, value)),
  )
  const path = name.replace(/\/$/, '')
  const slash = path.lastIndexOf('/') + 1
  const header = new Header()
  header.text(FIELD.name, `${toAscii(path.slice(0, slash))}PaxHeaders.0/${path.slice(slash)}`)
  header.octal(FIELD.mode, 0o644)
  header.octal(FIELD.uid, 0)
  header.octal(FIELD.gid, 0)
  header.octal(FIELD.size, data.length)
  header.octal(FIELD.mtime, 0)
  header.text(FIELD.typeflag, 'x')
  const padding = new Uint8Array(padded(data.length) - data.length)
  return concatBytes([header.finish(), data, padding])
}

/** Header of an entry, with a PAX header before it where ustar cannot say it. */
function headerOf(entry: TarEntry, size: number): Uint8Array {
  const records = new Map<string, Uint8Array>()
  const header = new Header()
  const text = (field: Field, value: string, key: string): void => {
    if (!isAscii(value) || value.length > field[1]) records.set(key, encode(value))
    header.text(field, value)
  }
  const octal = (field: Field, value: number, key: string): void => {
    if (!fitsOctal(value, field)) records.set(key, encode(String(value)))
    header.octal(field, value)
  }
  const split = isAscii(entry.name) && entry.name.length > 100 ? splitPath(entry.name) : undefined
  if (split) {
    header.text(FIELD.prefix, split[0])
    header.text(FIELD.name, split[1])
  } else text(FIELD.name, entry.name, 'path')
  header.octal(FIELD.mode, entry.mode & 0o7777)
  octal(FIELD.uid, entry.uid, 'uid')
  octal(FIELD.gid, entry.gid, 'gid')
  octal(FIELD.size, size, 'size')
  const seconds = entry.mtime / NANOS
  if (entry.mtime % NANOS !== 0n || !fitsOctal(seconds, FIELD.mtime))
    records.set('mtime', encode(paxTime(entry.mtime)))
  header.octal(FIELD.mtime, seconds)
  header.text(FIELD.typeflag, entry.typeflag)
  text(FIELD.linkname, entry.linkname ?? '', 'linkpath')
  text(FIELD.uname, entry.uname ?? '', 'uname')
  text(FIELD.gname, entry.gname ?? '', 'gname')
  header.octal(FIELD.devmajor, entry.devmajor ?? 0)
  header.octal(FIELD.devminor, entry.devminor ?? 0)
  for (const [name, value] of entry.xattrs ?? []) records.set(PAX_XATTR + name, value)
  const main = header.finish()
  return records.size > 0 ? concatBytes([paxHeader(entry.name, records), main]) : main
}

/**
 * An archive of these entries: ustar, with PAX headers only where ustar cannot hold a value (long or non-ASCII
 * names, sub-second times, numbers too large, xattrs). Equal entries give equal bytes. Contents are not copied.
 */
export function writeTar(entries: Iterable<TarEntry>): Body {
  const parts: Body[] = []
  let pending: Uint8Array[] = []
  const flush = (): void => {
    if (pending.length > 0) parts.push(bytesBody(concatBytes(pending)))
    pending = []
  }
  for (const entry of entries) {
    const body = entry.typeflag === REGULAR ? entry.body : undefined
    const size = body?.size ?? 0
    pending.push(headerOf(entry, size))
    if (!body || size === 0) continue
    flush()
    parts.push(body)
    pending.push(new Uint8Array(padded(size) - size))
  }
  pending.push(new Uint8Array(2 * BLOCK))
  flush()
  return concatBody(parts)
}

/** The tar of a layer: whiteouts as `.wh.NAME`, opaque directories with `.wh..wh..opq` in them. */
export function writeLayerTar(entries: Iterable<LayerEntry>): Body {
  return writeTar(tarEntries(entries))
}

function* tarEntries(entries: Iterable<LayerEntry>): Generator<TarEntry> {
  for (const entry of entries) yield tarEntryOf(entry)
}
