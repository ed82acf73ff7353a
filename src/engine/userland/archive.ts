import { gunzipSync, gzipSync } from 'fflate'
import type { Body } from '../base/body.ts'
import { bytesBody, bytesOf } from '../base/body.ts'
import { wholeSeconds } from '../base/time.ts'
import type { Process } from '../kernel/process.ts'
import type { Stat } from '../vfs/filesystem.ts'
import {
  isBlockDevice,
  isCharDevice,
  isDirectory,
  isRegular,
  isSymlink,
  S_IFBLK,
  S_IFCHR,
} from '../vfs/filesystem.ts'
import type { TarEntry } from '../vfs/tar/format.ts'
import { BLOCK_DEVICE, CHARACTER, DIRECTORY, FIFO, HARDLINK, REGULAR, SYMLINK } from '../vfs/tar/format.ts'
import type { Names } from './accounts.ts'
import { makeParents } from './make-parents.ts'
import { statusOf } from './paths.ts'

const RECORD = 10240

/** True for the magic of gzip (RFC 1952). */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** All members of a gzip file, one after another. Undefined where the bytes are no gzip. */
export function gunzip(bytes: Uint8Array): Uint8Array | undefined {
  if (!isGzip(bytes)) return undefined
  try {
    return gunzipSync(bytes)
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

/** A gzip file; `mtime` in seconds and `name` stand in its header. */
export const gzip = (
  bytes: Uint8Array,
  options: { level?: number; mtime?: number; name?: string } = {},
): Uint8Array =>
  gzipSync(bytes, {
    level: (options.level ?? 6) as 6,
    mtime: (options.mtime ?? 0) * 1000,
    ...(options.name && { filename: options.name }),
  })

/** An archive's bytes in memory, filled with zeros to whole records of 10 KiB as GNU tar writes them. */
export function wholeRecords(archive: Body): Uint8Array {
  const bytes = bytesOf(archive)
  const out = new Uint8Array(Math.ceil(bytes.length / RECORD) * RECORD)
  out.set(bytes)
  return out
}

/** The archive of a file or of a standard input that was read whole: unpacked where it is gzip. */
export function plainArchive(body: Body): Body | undefined {
  if (!isGzip(body.read(0, 2))) return body
  const bytes = gunzip(bytesOf(body))
  return bytes && bytesBody(bytes)
}

/** The entry of one file. `linked` is the name of an earlier entry of the same inode. */
export function entryFor(
  p: Process,
  path: string,
  name: string,
  stat: Stat,
  names: Names,
  linked?: string,
): TarEntry {
  const common = {
    mode: stat.mode & 0o7777,
    uid: stat.uid,
    gid: stat.gid,
    uname: names.user(stat.uid) ?? '',
    gname: names.group(stat.gid) ?? '',
    mtime: wholeSeconds(stat.mtime),
  }
  if (isDirectory(stat.mode)) return { name: `${name.replace(/\/+$/, '')}/`, typeflag: DIRECTORY, ...common }
  if (isSymlink(stat.mode)) return { name, typeflag: SYMLINK, linkname: p.readlink(path), ...common }
  if (linked !== undefined) return { name, typeflag: HARDLINK, linkname: linked, ...common }
  if (isRegular(stat.mode)) return { name, typeflag: REGULAR, body: p.readFile(path), ...common }
  const { major, minor } = stat.rdev
  const typeflag = isCharDevice(stat.mode) ? CHARACTER : isBlockDevice(stat.mode) ? BLOCK_DEVICE : FIFO
  return { name, typeflag, devmajor: major, devminor: minor, ...common }
}

export interface ExtractOptions {
  /** Owners and all mode bits as in the archive. */
  readonly asRoot: boolean
  readonly keepOld: boolean
  readonly modified: boolean
}

/** Puts one entry at `path`. A directory's own mode and time are the caller's to set when all is in it. */
export function extractEntry(
  p: Process,
  entry: TarEntry,
  path: string,
  link: string,
  options: ExtractOptions,
): void {
  makeParents(p, path)
  const old = statusOf(p, path)
  if (entry.typeflag === DIRECTORY) {
    if (!old) p.mkdir(path.replace(/\/+$/, '') || path, 0o755)
    else if (!isDirectory(p.stat(path).mode)) {
      p.unlink(path)
      p.mkdir(path, 0o755)
    }
    return
  }
  if (old && !options.keepOld) {
    if (isDirectory(old.mode)) p.rmdir(path)
    else p.unlink(path)
  }
  if (entry.typeflag === SYMLINK) p.symlink(entry.linkname ?? '', path)
  else if (entry.typeflag === HARDLINK) {
    p.link(link, path)
    return
  } else if (entry.typeflag === FIFO) p.mkfifo(path, entry.mode)
  else if (entry.typeflag === CHARACTER || entry.typeflag === BLOCK_DEVICE)
    p.mknod(
      path,
      entry.typeflag === CHARACTER ? S_IFCHR : S_IFBLK,
      { major: entry.devmajor ?? 0, minor: entry.devminor ?? 0 },
      entry.mode,
    )
  else p.writeFile(path, entry.body ?? new Uint8Array(0), 0o600)
  settle(p, entry, path, options)
}

/** Gives a file the owner, mode and time of its entry. */
export function settle(p: Process, entry: TarEntry, path: string, options: ExtractOptions): void {
  const link = entry.typeflag === SYMLINK
  if (options.asRoot) p.chown(path, entry.uid, entry.gid, link)
  if (!link) p.chmod(path, options.asRoot ? entry.mode : entry.mode & ~p.umask() & 0o777)
  if (!options.modified) p.utimes(path, p.now(), entry.mtime, link)
}
