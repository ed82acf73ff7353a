import type { Body } from '../../base/body.ts'
import { FsError, isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import {
  isDirectory,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFSOCK,
} from '../../vfs/filesystem.ts'
import { ClientError, goErrno } from '../cli/errors.ts'

/** Kinds of files that no archive is written to, as the client names them (moby/sys/atomicwriter). */
const OTHERS: ReadonlyMap<number, string> = new Map([
  [S_IFDIR, 'directory'],
  [S_IFCHR, 'character device file'],
  [S_IFBLK, 'block device file'],
  [S_IFIFO, 'named pipe (FIFO)'],
  [S_IFLNK, 'symbolic link directly'],
  [S_IFSOCK, 'socket'],
])

const folderOf = (path: string): string => {
  const slash = path.lastIndexOf('/')
  if (slash === -1) return '.'
  return slash === 0 ? '/' : path.slice(0, slash)
}

/** What lies there itself, be it a symlink; 0 for nothing. */
function modeOf(process: Process, path: string): number {
  try {
    return process.lstat(path).mode
  } catch (error) {
    if (isErrno(error)) return 0
    throw error
  }
}

/**
 * Writes an archive under a temporary name first, so that what lies there stays where that cannot be done (moby/sys,
 * atomicwriter).
 */
export function writeOutput(process: Process, path: string, archive: Body, prefix: string): void {
  const temporary = `${folderOf(path)}/.tmp-${path.slice(path.lastIndexOf('/') + 1)}${process.random.below(4294967295)}`
  try {
    process.writeFile(temporary, archive, 0o600)
    process.rename(temporary, path)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new ClientError(`${prefix}: open ${temporary}: ${goErrno(error)}`)
  }
}

/** Checks where an archive is to be written: in a directory that exists, over a regular file or none. */
export function checkOutputPath(process: Process, path: string, prefix: string): void {
  const fail = (why: string): never => {
    throw new ClientError(`${prefix}: invalid output path: ${why}`)
  }
  const folder = folderOf(path)
  try {
    const target = folder === '.' ? process.cwd() : folder
    if (!isDirectory(process.stat(target).mode)) fail(`stat ${folder}: not a directory`)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    fail(`stat ${folder}: ${goErrno(error)}`)
  }
  const what = OTHERS.get(modeOf(process, path) & S_IFMT)
  if (what !== undefined) throw new ClientError(`${prefix}: cannot write to a ${what}`)
}
