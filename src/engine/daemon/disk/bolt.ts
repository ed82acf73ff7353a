import { type Body, bytesBody } from '../../base/body.ts'
import { concatBytes, encode } from '../../base/text.ts'

const PAGE = 4096
/** Page flags (bbolt, internal/common/page.go). */
const LEAF = 2
const META = 4
const FREELIST = 16
const MAGIC = 0xed0cdaed
const VERSION = 2
/** What a key of a leaf is: a bucket of its own. */
const BUCKET = 1
const NO_FREELIST = 0n

const word = (view: DataView, at: number, value: number): void => view.setUint32(at, value, true)
const long = (view: DataView, at: number, value: number | bigint): void =>
  view.setBigUint64(at, BigInt(value), true)

/** FNV-1a of 64 bits, which a meta page ends in. */
function fnv64(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash
}

function page(id: number, flags: number, body: Uint8Array = new Uint8Array(0), count = 0): Uint8Array {
  const bytes = new Uint8Array(PAGE)
  const view = new DataView(bytes.buffer)
  long(view, 0, id)
  view.setUint16(8, flags, true)
  view.setUint16(10, count, true)
  bytes.set(body, 16)
  return bytes
}

/** A meta page: where root bucket and free list are, how many pages there are, by which transaction. */
function meta(id: number): Uint8Array {
  const body = new Uint8Array(64)
  const view = new DataView(body.buffer)
  word(view, 0, MAGIC)
  word(view, 4, VERSION)
  word(view, 8, PAGE)
  long(view, 16, 3)
  long(view, 24, NO_FREELIST)
  long(view, 32, 2)
  long(view, 40, 4)
  long(view, 48, id)
  long(view, 56, fnv64(body.subarray(0, 56)))
  return page(id, META, body)
}

/** Elements of a leaf page and, behind them, their keys and values. */
function leaf(items: readonly { flags: number; key: Uint8Array; value: Uint8Array }[]): Uint8Array {
  const heads = new Uint8Array(16 * items.length)
  const view = new DataView(heads.buffer)
  const data: Uint8Array[] = []
  let offset = heads.length
  items.forEach(({ flags, key, value }, i) => {
    word(view, i * 16, flags)
    word(view, i * 16 + 4, offset - i * 16)
    word(view, i * 16 + 8, key.length)
    word(view, i * 16 + 12, value.length)
    data.push(key, value)
    offset += key.length + value.length
  })
  return concatBytes([heads, ...data])
}

/** An empty bucket within its parent's page: no page of its own, sequence 0, then a page header of an empty leaf. */
const inlineBucket = (): Uint8Array => {
  const bytes = new Uint8Array(32)
  new DataView(bytes.buffer).setUint16(16 + 8, LEAF, true)
  return bytes
}

/**
 * A bolt database (go.etcd.io/bbolt) as it is when just made, with empty buckets of these names; `size` bytes long, at
 * least four pages.
 */
export function boltDatabase(size: number, buckets: readonly string[] = []): Body {
  const items = buckets.map((name) => ({ flags: BUCKET, key: encode(name), value: inlineBucket() }))
  const pages = [meta(0), meta(1), page(2, FREELIST), page(3, LEAF, leaf(items), items.length)]
  const bytes = concatBytes(pages)
  return bytesBody(concatBytes([bytes, new Uint8Array(Math.max(0, size - bytes.length))]))
}
