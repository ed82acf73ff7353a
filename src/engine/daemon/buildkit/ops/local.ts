import { bytesOf } from '../../../base/body.ts'
import { encode } from '../../../base/text.ts'
import type { Instant } from '../../../base/time.ts'
import type { LayerEntry } from '../../../vfs/entry.ts'
import {
  isDirectory,
  isRegular,
  isSymlink,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
} from '../../../vfs/filesystem.ts'
import { layerTree } from '../../../vfs/layer-tree.ts'
import { DIRECTORY, SYMLINK, type TarEntry } from '../../../vfs/tar/format.ts'
import type { Tree } from '../../../vfs/tree.ts'
import type { SessionFile } from '../../api-buildkit.ts'

/** Files of a client's folder, as the daemon has them. */
export interface LocalFiles {
  readonly files: ReadonlyMap<string, SessionFile>
  readonly tree: Tree
  /** Bytes of all contents. */
  readonly size: number
}

/** Pieces that a file's content is sent in. */
const CHUNK = 32 * 1024

const varint = (value: number | bigint): number => {
  let length = 1
  for (let left = BigInt.asUintN(64, BigInt(value)); left >= 128n; left >>= 7n) length++
  return length
}
const field = (value: number | bigint): number => (BigInt(value) === 0n ? 0 : 1 + varint(value))
const text = (value: string): number => {
  const { length } = encode(value)
  return length === 0 ? 0 : 1 + varint(length) + length
}

/** Mode of a file as Go has it (io/fs, FileMode). */
function goMode(mode: number): number {
  const special = ((mode & 0o4000) << 12) | ((mode & 0o2000) << 11) | ((mode & 0o1000) << 11)
  const kind = isDirectory(mode)
    ? 2 ** 31
    : isSymlink(mode)
      ? 2 ** 27
      : (mode & S_IFMT) === S_IFIFO
        ? 2 ** 25
        : isRegular(mode)
          ? 0
          : 2 ** 26
  return kind + special + (mode & 0o777)
}

/** Bytes of the message that tells of a file (fsutil, types.Stat in a Packet). */
function statBytes({ path, mode, mtime, linkname, rdev, body }: SessionFile): number {
  const size = isDirectory(mode) ? 0 : (body?.size ?? encode(linkname).length)
  const stat =
    text(path) +
    field(goMode(mode)) +
    field(isSymlink(mode) || body ? size : 0) +
    field(mtime) +
    text(linkname) +
    field(rdev.major) +
    field(rdev.minor)
  return 1 + varint(stat) + stat
}

/** Type and number of a message with content. */
const messageHead = (number: number): number => 2 + field(number)

/** Bytes of the messages that bring the content of the file of this number. */
function contentBytes(size: number, number: number): number {
  const head = messageHead(number)
  let total = head
  for (let left = size; left > 0; left -= CHUNK) {
    const length = Math.min(left, CHUNK)
    total += head + 1 + varint(length) + length
  }
  return total
}

const same = (a: SessionFile, b: SessionFile): boolean =>
  a.mode === b.mode &&
  a.mtime === b.mtime &&
  a.linkname === b.linkname &&
  a.body?.size === b.body?.size &&
  a.rdev.major === b.rdev.major &&
  a.rdev.minor === b.rdev.minor

/**
 * Takes over files from the client; what is as before is not sent again. The second number is how many bytes came over
 * the connection, as `transferring context` counts them.
 */
export function receive(
  sent: readonly SessionFile[],
  before: LocalFiles | undefined,
  time: Instant,
): { files: LocalFiles; bytes: number } {
  // What ends the transfer.
  let bytes = 2
  let size = 0
  const files = new Map<string, SessionFile>()
  for (const [number, file] of sent.entries()) {
    const known = before?.files.get(file.path)
    bytes += statBytes(file)
    const kept = known && same(known, file) ? known : file
    if (kept !== known && isRegular(file.mode) && file.body) bytes += contentBytes(file.body.size, number)
    size += kept.body?.size ?? 0
    files.set(file.path, kept)
  }
  return { files: { files, tree: layerTree(entriesOf(files.values()), time), size }, bytes }
}

function* entriesOf(files: Iterable<SessionFile>): Generator<LayerEntry> {
  for (const { path, mode, mtime, linkname, rdev, body } of files) {
    const own = { path, mode: mode & 0o7777, uid: 0, gid: 0, mtime }
    if (isDirectory(mode)) yield { kind: 'directory', ...own }
    else if (isSymlink(mode)) yield { kind: 'symlink', target: linkname, ...own }
    else if (isRegular(mode))
      yield body ? { kind: 'file', body, ...own } : { kind: 'hardlink', target: linkname, ...own }
    else if ((mode & S_IFMT) === S_IFIFO) yield { kind: 'fifo', ...own }
    else yield { kind: 'device', type: mode & S_IFMT, rdev, ...own }
  }
}

/** Text of a file of a folder; undefined where it has none. */
export function textIn(files: LocalFiles, path: string): Uint8Array | undefined {
  const body = files.files.get(path)?.body
  return body && bytesOf(body)
}

/**
 * Bytes of the messages that bring the entries of an archive to the client. Who sends counts what tells of files and what
 * holds content; who receives, what ends them too.
 */
export function transferBytes(entries: Iterable<TarEntry>): number {
  let bytes = 0
  let number = 0
  for (const { name, typeflag, mode, mtime, linkname = '', body } of entries) {
    const type = typeflag === DIRECTORY ? S_IFDIR : typeflag === SYMLINK ? S_IFLNK : S_IFREG
    const path = name.replace(/\/$/, '')
    const own = { path, mode: type | mode, mtime, linkname, rdev: { major: 0, minor: 0 } }
    bytes += statBytes({ ...own, ...(body && { body }) })
    if (body) bytes += contentBytes(body.size, number) - messageHead(number)
    number++
  }
  return bytes
}

/** Whether these are the files that are there already. */
export const sameFiles = ({ files }: LocalFiles, sent: readonly SessionFile[]): boolean =>
  files.size === sent.length &&
  sent.every((file) => {
    const known = files.get(file.path)
    return known !== undefined && same(known, file)
  })
