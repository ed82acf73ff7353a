import { concatBytes } from '../../../base/text.ts'
import { add, after, before, distance } from './sequence.ts'

/** Bytes in a row, taken from the front. */
export class ByteQueue {
  private chunks: Uint8Array[] = []
  /** Bytes of the first chunk that are gone. */
  private skip = 0
  length = 0

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.chunks.push(bytes)
    this.length += bytes.length
  }
  /** Bytes from an offset on, at most `count`; they stay. */
  peek(offset: number, count: number): Uint8Array {
    const parts: Uint8Array[] = []
    let at = offset + this.skip
    let left = Math.min(count, this.length - offset)
    for (const chunk of this.chunks) {
      if (left <= 0) break
      if (at >= chunk.length) {
        at -= chunk.length
        continue
      }
      const part = chunk.subarray(at, at + left)
      parts.push(part)
      left -= part.length
      at = 0
    }
    return concatBytes(parts)
  }
  drop(count: number): void {
    let left = Math.min(count, this.length)
    this.length -= left
    while (left > 0) {
      const rest = this.chunks[0]!.length - this.skip
      if (left < rest) {
        this.skip += left
        return
      }
      left -= rest
      this.skip = 0
      this.chunks.shift()
    }
  }
  take(count: number): Uint8Array {
    const bytes = this.peek(0, count)
    this.drop(bytes.length)
    return bytes
  }
  clear(): void {
    this.chunks = []
    this.skip = 0
    this.length = 0
  }
}

interface Piece {
  readonly seq: number
  readonly bytes: Uint8Array
}

/** What was received: bytes in order for the reader, and pieces that came too early. */
export class Reassembly {
  readonly ready = new ByteQueue()
  private early: Piece[] = []

  /** Bytes that came too early. */
  get held(): number {
    return this.early.reduce((sum, { bytes }) => sum + bytes.length, 0)
  }
  /** First number and the one after the last of what came too early, joined. */
  get blocks(): [number, number][] {
    const blocks: [number, number][] = []
    for (const { seq, bytes } of this.early) {
      const end = add(seq, bytes.length)
      const last = blocks.at(-1)
      if (last && !after(seq, last[1])) {
        if (after(end, last[1])) last[1] = end
      } else blocks.push([seq, end])
    }
    return blocks
  }

  /** Puts a segment's bytes where they belong; the result is the next number that is wanted. */
  insert(next: number, seq: number, bytes: Uint8Array): number {
    if (after(seq, next)) {
      if (this.early.some((piece) => piece.seq === seq && piece.bytes.length >= bytes.length)) return next
      const at = this.early.findIndex((piece) => before(seq, piece.seq))
      this.early.splice(at < 0 ? this.early.length : at, 0, { seq, bytes })
      return next
    }
    const known = distance(next, seq)
    if (known < bytes.length) {
      this.ready.push(bytes.subarray(known))
      next = add(seq, bytes.length)
    }
    const first = this.early[0]
    if (!first || after(first.seq, next)) return next
    this.early.shift()
    return this.insert(next, first.seq, first.bytes)
  }
  clear(): void {
    this.ready.clear()
    this.early = []
  }
}
