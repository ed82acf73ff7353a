import { gunzipSync } from 'fflate'
import { type Body, bytesBody, bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { unixSeconds } from '../../base/time.ts'
import type { Process } from '../../kernel/process.ts'
import { type ReadEntry, readCpio } from '../../vfs/cpio/read.ts'
import { isZstd, readZstd } from '../../vfs/cpio/zstd.ts'
import { isDirectory, isRegular, isSymlink, S_IFMT } from '../../vfs/filesystem.ts'
import { modeString } from '../mode.ts'
import { Failure } from '../program.ts'
import { toText } from '../text.ts'

/** What is under the compression of an archive. */
function plain(archive: Body): Body {
  if (isZstd(archive)) {
    const { content, problem } = readZstd(archive)
    if (problem) throw new Failure(`premature end of archive: ZSTD data is ${problem}`)
    return content
  }
  const head = archive.read(0, 2)
  if (head[0] === 0x1f && head[1] === 0x8b) return bytesBody(gunzipSync(bytesOf(archive)))
  return archive
}

/** Entries of a cpio archive, compressed or not. */
export function* entriesOf(archive: Body): Generator<ReadEntry> {
  const reader = readCpio(plain(archive))
  for (;;) {
    const { done, value } = reader.next()
    if (!done) yield value
    else if (value.kind === 'end') return
    else throw new Failure(value.kind === 'junk' ? 'not a cpio archive' : 'premature end of archive')
  }
}

/** An entry as `ls -l` and cpio -tv show it. */
export function listed(p: Process, entry: ReadEntry): string {
  const { name, mode, links, uid, gid, body, mtime } = entry
  const owner = (id: number): string => (id === 0 ? 'root' : String(id)).padEnd(8)
  const date = new Date(mtime * 1000).toUTCString()
  const [, day = '', month = '', year = '', time = ''] =
    /^\w+, (\d+) (\w+) (\d+) (\d\d:\d\d)/.exec(date) ?? []
  const recent = Math.abs(unixSeconds(p.now()) - mtime) < 15_778_476
  const when = `${month} ${day.replace(/^0/, ' ')} ${recent ? time : ` ${year}`}`
  const target = isSymlink(mode) ? ` -> ${toText(bytesOf(body))}` : ''
  return `${modeString(mode)} ${String(links).padStart(3)} ${owner(uid)} ${owner(gid)} ${String(isSymlink(mode) ? 0 : body.size).padStart(8)} ${when} ${name}${target}`
}

/** Puts an entry below a directory. `links`: files by their numbers in the archive, for further names of them. */
export function extractEntry(
  p: Process,
  directory: string,
  entry: ReadEntry,
  links: Map<number, string>,
): void {
  const { name, mode, body, inode, rdev } = entry
  const path = `${directory}/${name}`
  if (isDirectory(mode)) {
    if (!p.exists(path)) p.mkdir(path, mode & 0o7777)
    else if (name !== '.') p.chmod(path, mode & 0o7777)
    return
  }
  remove(p, path)
  if (isSymlink(mode)) {
    p.symlink(toText(bytesOf(body)), path)
    return
  }
  if (!isRegular(mode)) {
    p.mknod(path, mode & S_IFMT, rdev, mode & 0o7777)
    return
  }
  const first = entry.links > 1 ? links.get(inode) : undefined
  if (first !== undefined) p.link(first, path)
  if (first === undefined || body.size > 0) p.writeFile(path, body, mode & 0o7777)
  if (entry.links > 1 && first === undefined) links.set(inode, path)
  p.chmod(path, mode & 0o7777)
  const time = BigInt(entry.mtime) * 1_000_000_000n
  p.utimes(path, time, time)
}

function remove(p: Process, path: string): void {
  try {
    p.unlink(path)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}
