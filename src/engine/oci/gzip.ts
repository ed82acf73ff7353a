import { Deflate } from 'fflate'
import type { Body } from '../base/body.ts'
import { crc32, crcJoiner } from '../base/crc32.ts'
import { concatBytes } from '../base/text.ts'

/** Bytes that are encoded by themselves: nothing refers back beyond them. Part of the format. */
const PIECE = 65536
/** Level of DEFLATE and size of its table (12 + MEM bits). Part of the format. */
const LEVEL = 4
const MEM = 4

/** Magic, deflate, no flags, no time, no extra flags, Unix. */
const HEADER = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
/** Length of an empty stored block, and its complement. */
const STORED_NOTHING = new Uint8Array([0, 0, 0xff, 0xff])
/** The last block: final, fixed Huffman codes, nothing but the end of it. */
const LAST = new Uint8Array([3, 0])

/** A piece and what became of it. */
interface Encoded {
  readonly bytes: Uint8Array
  readonly crc: number
  readonly deflated: Uint8Array
}

/**
 * Pieces encoded lately, by a hash over a few of their bytes. Large files of the catalog repeat themselves: what was
 * encoded once need not be encoded again.
 */
const recent = new Map<number, Encoded>()
const REMEMBERED = 48

function sampleOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < bytes.length; at += 1021) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  return hash
}

/** Whether two whole pieces are the same: by words, which is four times as quick, where they lie so. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteOffset % 4 === 0 && b.byteOffset % 4 === 0) {
    const [x, y] = [a, b].map((one) => new Int32Array(one.buffer, one.byteOffset, PIECE / 4))
    for (let i = 0; i < PIECE / 4; i++) if (x![i] !== y![i]) return false
    return true
  }
  for (let i = 0; i < PIECE; i++) if (a[i] !== b[i]) return false
  return true
}

/**
 * Blocks that end at a byte and of which none is said to be the last, so that others may follow. The encoder cannot be
 * made to stop so; it is let to write an empty last block of fixed codes (bits 1 1 0 0000000), whose mark is then taken
 * away, and an empty stored block is put behind it.
 */
function deflate(bytes: Uint8Array): Uint8Array {
  const out: Uint8Array[] = []
  const encoder = new Deflate({ level: LEVEL, mem: MEM }, (chunk) => out.push(chunk))
  encoder.push(bytes)
  encoder.flush()
  encoder.push(new Uint8Array(0), true)
  const blocks = concatBytes(out)
  let at = blocks.length * 8 - 1
  while (!(blocks[at >> 3]! & (1 << (at & 7)))) at--
  blocks[(at - 1) >> 3]! &= ~(1 << ((at - 1) & 7))
  // the empty block ends eight bits behind its mark; three zero bits begin the stored block
  const end = (at + 9 + 3 + 7) >> 3
  return concatBytes([blocks, new Uint8Array(end - blocks.length), STORED_NOTHING])
}

/** A whole piece, encoded now or lately. */
function encode(piece: Uint8Array): Encoded {
  const sample = sampleOf(piece)
  const known = recent.get(sample)
  recent.delete(sample)
  if (known && equal(known.bytes, piece)) {
    recent.set(sample, known)
    return known
  }
  const bytes = new Uint8Array(piece)
  const encoded = { bytes, crc: crc32(bytes), deflated: deflate(bytes) }
  recent.set(sample, encoded)
  if (recent.size > REMEMBERED) recent.delete(recent.keys().next().value!)
  return encoded
}

const joined = crcJoiner(PIECE)

/**
 * A body as gzip (RFC 1952), piece by piece: header without name and time, one encoder of fixed version and level.
 * The same body gives the same bytes everywhere and whenever.
 */
export function* gzipChunks(body: Body): Generator<Uint8Array> {
  yield HEADER
  let crc = 0
  for (let at = 0; at < body.size; at += PIECE) {
    const piece = body.read(at, Math.min(PIECE, body.size - at))
    if (piece.length === PIECE) {
      const encoded = encode(piece)
      crc = joined(crc, encoded.crc)
      yield encoded.deflated
    } else {
      crc = crc32(piece, crc)
      yield deflate(piece)
    }
  }
  yield LAST
  const trailer = new DataView(new ArrayBuffer(8))
  trailer.setUint32(0, crc, true)
  trailer.setUint32(4, body.size % 2 ** 32, true)
  yield new Uint8Array(trailer.buffer)
}
