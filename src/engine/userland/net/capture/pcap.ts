import type { Instant } from '../../../base/time.ts'

/** Links, by their numbers in a file (pcap-linktype(7)). */
export const LINKS = { ethernet: 1, cooked: 276 } as const
const MAGIC = 0xa1b2c3d4
const HEAD = 24
const RECORD = 16

/** A file that is no capture. */
export class PcapMistake extends Error {}

/** What a capture file begins with (pcap-savefile(5)). */
export function fileHeader(link: number, snapshot: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEAD))
  view.setUint32(0, MAGIC, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, snapshot, true)
  view.setUint32(20, link, true)
  return new Uint8Array(view.buffer)
}

/** What stands before each frame: when it was seen, how much of it is here, and how long it was. */
export function recordHeader(at: Instant, kept: number, whole: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(RECORD))
  view.setUint32(0, Number(at / 1_000_000_000n), true)
  view.setUint32(4, Number((at / 1000n) % 1_000_000n), true)
  view.setUint32(8, kept, true)
  view.setUint32(12, whole, true)
  return new Uint8Array(view.buffer)
}

export interface Recorded {
  readonly at: Instant
  readonly bytes: Uint8Array
}

/** Reads a capture file. Throws `PcapMistake`. */
export function readPcap(bytes: Uint8Array): { link: number; snapshot: number; frames: Recorded[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length < HEAD)
    throw new PcapMistake(
      `truncated dump file; tried to read ${HEAD} file header bytes, only got ${bytes.length}`,
    )
  const little = view.getUint32(0, true) === MAGIC
  if (!little && view.getUint32(0, false) !== MAGIC) throw new PcapMistake('unknown file format')
  const frames: Recorded[] = []
  for (let at = HEAD; at < bytes.length; ) {
    if (at + RECORD > bytes.length)
      throw new PcapMistake(
        `truncated dump file; tried to read ${RECORD} header bytes, only got ${bytes.length - at}`,
      )
    const kept = view.getUint32(at + 8, little)
    const start = at + RECORD
    if (start + kept > bytes.length)
      throw new PcapMistake(
        `truncated dump file; tried to read ${kept} captured bytes, only got ${bytes.length - start}`,
      )
    const seconds = BigInt(view.getUint32(at, little))
    frames.push({
      at: seconds * 1_000_000_000n + BigInt(view.getUint32(at + 4, little)) * 1000n,
      bytes: bytes.slice(start, start + kept),
    })
    at = start + kept
  }
  return { link: view.getUint32(20, little), snapshot: view.getUint32(16, little), frames }
}
