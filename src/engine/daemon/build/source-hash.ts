import { chunksOf } from '../../base/body.ts'
import { createHasher, sha256Hex } from '../../base/digest.ts'
import { isErrno } from '../../base/errors.ts'
import { encode } from '../../base/text.ts'
import type { Place } from '../../kernel/mounts.ts'
import { realpath, resolve } from '../../kernel/walk.ts'
import {
  isDirectory,
  isRegular,
  isSymlink,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
} from '../../vfs/filesystem.ts'
import { BLOCK_DEVICE, CHARACTER, DIRECTORY, FIFO, REGULAR, SYMLINK } from '../../vfs/tar/format.ts'
import type { Files } from './files.ts'

const TYPES: ReadonlyMap<number, string> = new Map([
  [S_IFDIR, DIRECTORY],
  [S_IFLNK, SYMLINK],
  [S_IFCHR, CHARACTER],
  [S_IFBLK, BLOCK_DEVICE],
  [S_IFIFO, FIFO],
])

/** Digest of a file as the builder knows it: of its header without times, and its content (moby, pkg/tarsum, version 1). */
function hashOf({ fs, owners }: Files, { ino }: Place, name: string): string {
  const { mode, uid, gid, rdev, size } = fs.stat(ino)
  const header: readonly (readonly [string, string | number])[] = [
    ['name', isDirectory(mode) ? `${name}/` : name],
    ['mode', mode & 0o7777],
    ['uid', uid],
    ['gid', gid],
    ['size', isRegular(mode) ? size : 0],
    ['typeflag', TYPES.get(mode & S_IFMT) ?? REGULAR],
    ['linkname', isSymlink(mode) ? fs.readlink(ino) : ''],
    ['uname', owners?.get(name)?.uname ?? ''],
    ['gname', owners?.get(name)?.gname ?? ''],
    ['devmajor', rdev.major],
    ['devminor', rdev.minor],
  ]
  const hasher = createHasher()
  for (const [key, value] of header) hasher.update(encode(`${key}${value}`))
  if (isRegular(mode)) for (const chunk of chunksOf(fs.body(ino))) hasher.update(chunk)
  return hasher.hex()
}

/** What the history calls several things that are copied at once: `dir:` or `multi:` and one digest of all of theirs. */
export const hashOfAll = (kind: 'dir' | 'multi', hashes: readonly string[]): string =>
  `${kind}:${sha256Hex(hashes.join(','))}`

/** `file:…` or `dir:…` of what a path leads to; a directory stands for itself and all in it. */
export function sourceHash(files: Files, place: Place, path: string): string {
  const { fs } = files
  if (!isDirectory(fs.stat(place.ino).mode)) return `file:${entryHash(files, path)}`
  const real = realpath(files.view, `/${path}`).slice(1)
  const hashes: string[] = real === '' ? [] : [entryHash(files, real)]
  const walk = (dir: number, at: string): void => {
    for (const { name, ino, type } of fs.readdir(dir)) {
      const own = at === '' ? name : `${at}/${name}`
      hashes.push(entryHash(files, own))
      if (type === S_IFDIR) walk(ino, own)
    }
  }
  walk(place.ino, real)
  return hashOfAll('dir', hashes.sort())
}

/** A link counts as what it leads to; as its own path where that is nothing. */
function entryHash(files: Files, path: string): string {
  try {
    const real = realpath(files.view, `/${path}`)
    return hashOf(files, resolve(files.view, real), real.slice(1))
  } catch (error) {
    if (!isErrno(error)) throw error
    return path
  }
}
