import type { Body } from '../../base/body.ts'
import type { Instant } from '../../base/time.ts'
import type { Stat } from '../filesystem.ts'

/** Calls on files by their paths that archives are made with and unpacked by: those of a process. All throw `FsError`. */
export interface ArchiveFiles {
  now(): Instant
  lstat(path: string): Stat
  readdir(path: string): readonly { readonly name: string }[]
  readlink(path: string): string
  readFile(path: string): Body
  writeFile(path: string, content: Body | Uint8Array | string, mode?: number): void
  mkdir(path: string, mode?: number): void
  rmdir(path: string): void
  unlink(path: string): void
  link(existing: string, path: string): void
  symlink(target: string, path: string): void
  mkfifo(path: string, mode?: number): void
  mknod(path: string, type: number, rdev: Stat['rdev'], mode?: number): void
  chmod(path: string, mode: number): void
  chown(path: string, uid: number, gid: number, noFollow?: boolean): void
  utimes(path: string, atime: Instant, mtime: Instant, noFollow?: boolean): void
  xattrs(path: string): ReadonlyMap<string, Uint8Array>
  setxattr(path: string, name: string, value: Uint8Array): void
}

export const joinPath = (folder: string, name: string): string =>
  folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`
