import { BadShare, decodeSession, encodeSession, type SharedSession } from './encoding.ts'
import { pack, unpack } from './packing.ts'

/** First bytes of a session's file; the last one is the version of its format. */
const MAGIC = new TextEncoder().encode('strata session 1\n')
/** Bytes of what is not a file's content, packed and unpacked, at most. */
const MOST_PACKED = 16_000_000
const MOST_BYTES = 64_000_000
const HEAD = MAGIC.length + 4

/** A session with all that was put into it: the magic, the length of what follows (four bytes, big end first), that packed, the files. */
export function sessionFile(session: SharedSession): Blob {
  const packed = pack(encodeSession(session))
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, packed.length)
  const files = session.entries.flatMap(({ event }) => (event.kind === 'put' ? [event.blob] : []))
  return new Blob([MAGIC, length, packed, ...files], { type: 'application/octet-stream' })
}

/** Reads what `sessionFile` made. Throws `BadShare` for anything else. Runs nothing. */
export async function readSessionFile(blob: Blob): Promise<SharedSession> {
  const head = new Uint8Array(await blob.slice(0, HEAD).arrayBuffer())
  if (head.length < HEAD || MAGIC.some((byte, i) => head[i] !== byte)) throw new BadShare('not a session')
  const length = new DataView(head.buffer).getUint32(MAGIC.length)
  if (length > MOST_PACKED || length > blob.size - HEAD) throw new BadShare('cut off')
  const packed = new Uint8Array(await blob.slice(HEAD, HEAD + length).arrayBuffer())
  let at = HEAD + length
  return decodeSession(unpack(packed, MOST_BYTES), (size) => {
    if (size > blob.size - at) throw new BadShare('cut off')
    at += size
    return blob.slice(at - size, at)
  })
}
