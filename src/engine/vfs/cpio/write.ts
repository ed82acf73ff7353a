import { type Body, bytesBody, concatBody, EMPTY, zeroBody } from '../../base/body.ts'
import { concatBytes, encode } from '../../base/text.ts'

/** One name of an archive. */
export interface CpioEntry {
  /** Without a leading `/`; `.` is the top. */
  readonly name: string
  /** With the type's bits. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Whole seconds since the epoch. */
  readonly mtime: number
  /** Content of a file, target of a symlink. */
  readonly body: Body
  readonly rdev: { readonly major: number; readonly minor: number }
  /** Entries with the same number, other than 0, are names of one file. */
  readonly inode: number
}

export const MAGIC = '070701'
export const TRAILER = 'TRAILER!!!'
export const HEADER = 110
/** GNU cpio writes whole blocks. */
const BLOCK = 512

export const padding = (size: number): number => (4 - (size % 4)) % 4

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0')

function header(entry: Omit<CpioEntry, 'body'>, size: number, links: number): Uint8Array {
  const { name, mode, uid, gid, mtime, inode, rdev } = entry
  const named = encode(`${name}\0`)
  const fields = [inode, mode, uid, gid, links, mtime, size, 0, 0, rdev.major, rdev.minor, named.length, 0]
  const head = encode(`${MAGIC}${fields.map(hex).join('')}`)
  return concatBytes([head, named, new Uint8Array(padding(head.length + named.length))])
}

/** An archive of the entries. Numbers of inodes are given anew, from 1, so that the same tree gives the same bytes. */
export function writeCpio(entries: readonly CpioEntry[]): Body {
  const parts: Body[] = []
  let size = 0
  let next = 1
  const numbers = new Map<number, number>()
  const waiting = new Map<number, CpioEntry[]>()
  const counts = new Map<number, number>()
  for (const { inode } of entries) counts.set(inode, (counts.get(inode) ?? 0) + 1)
  const put = (body: Body): void => {
    parts.push(body)
    size += body.size
  }
  const emit = (entry: CpioEntry, body: Body, links: number): void => {
    const known = entry.inode === 0 ? undefined : numbers.get(entry.inode)
    const inode = known ?? next++
    if (entry.inode !== 0) numbers.set(entry.inode, inode)
    put(bytesBody(header({ ...entry, inode }, body.size, links)))
    put(body)
    put(zeroBody(padding(body.size)))
  }
  for (const entry of entries) {
    const links = entry.inode === 0 ? 1 : counts.get(entry.inode)!
    if (links === 1) {
      emit(entry, entry.body, 1)
      continue
    }
    const names = [...(waiting.get(entry.inode) ?? []), entry]
    waiting.set(entry.inode, names)
    if (names.length < links) continue
    for (const [i, each] of names.entries()) emit(each, i === links - 1 ? entry.body : EMPTY, links)
  }
  const end = { name: TRAILER, mode: 0, uid: 0, gid: 0, mtime: 0, inode: 0, rdev: { major: 0, minor: 0 } }
  put(bytesBody(header(end, 0, 1)))
  put(zeroBody((BLOCK - (size % BLOCK)) % BLOCK))
  return concatBody(parts)
}
