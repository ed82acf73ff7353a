import { deflateSync, Inflate } from 'fflate'
import { concatBytes } from '../../engine/base/text.ts'
import { BadShare } from './encoding.ts'

export const pack = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(deflateSync(bytes, { level: 9 }))

/** Unpacks; throws `BadShare` for what is broken, or as soon as there are more than `most` bytes. */
export function unpack(packed: Uint8Array, most: number): Uint8Array {
  const pieces: Uint8Array[] = []
  let size = 0
  const stream = new Inflate((piece) => {
    size += piece.length
    if (size > most) throw new BadShare('too large')
    pieces.push(piece)
  })
  try {
    // In pieces, so that a small packet that unpacks to much is noticed early.
    for (let at = 0; at < packed.length; at += 256)
      stream.push(packed.subarray(at, at + 256), at + 256 >= packed.length)
  } catch (error) {
    if (error instanceof BadShare) throw error
    throw new BadShare('broken')
  }
  return concatBytes(pieces)
}
