import { type Body, sliceBody } from '../../base/body.ts'
import { decode } from '../../base/text.ts'
import { type CpioEntry, HEADER, MAGIC, padding, TRAILER } from './write.ts'

/** One entry as an archive has it: `links` and `inode` tell which are names of one file. */
export interface ReadEntry extends CpioEntry {
  readonly links: number
}

/** Why reading stopped: at the end, at what is no entry, or in the middle of one. */
export type Stop = { readonly kind: 'end' | 'junk' | 'short'; readonly at: number }

/** Reads entries from an offset on; returns where and why it stopped. The trailer is the end. */
export function* readCpio(archive: Body, from = 0): Generator<ReadEntry, Stop> {
  let at = from
  for (;;) {
    const head = archive.read(at, HEADER)
    if (head.length === 0) return { kind: 'short', at }
    const text = decode(head)
    if (!text.startsWith(MAGIC)) return { kind: 'junk', at }
    if (head.length < HEADER) return { kind: 'short', at }
    const field = (i: number): number => Number.parseInt(text.slice(6 + i * 8, 14 + i * 8), 16)
    const nameLength = field(11)
    const size = field(6)
    const nameEnd = at + HEADER + nameLength
    const start = nameEnd + padding(HEADER + nameLength)
    const name = decode(archive.read(at + HEADER, Math.max(0, nameLength - 1)))
    if (start > archive.size) return { kind: 'short', at }
    if (name === TRAILER) return { kind: 'end', at: start }
    if (start + size > archive.size) return { kind: 'short', at }
    yield {
      name,
      inode: field(0),
      mode: field(1),
      uid: field(2),
      gid: field(3),
      links: field(4),
      mtime: field(5),
      rdev: { major: field(9), minor: field(10) },
      body: sliceBody(archive, start, start + size),
    }
    at = start + size + padding(size)
  }
}
