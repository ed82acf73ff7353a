import { FsError } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import { ClientError, goErrno } from '../cli/errors.ts'

const folderOf = (path: string): string => {
  const slash = path.lastIndexOf('/')
  if (slash === -1) return '.'
  return slash === 0 ? '/' : path.slice(0, slash)
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
  if (process.exists(path) && isDirectory(process.stat(path).mode))
    throw new ClientError(`${prefix}: cannot write to a directory`)
}
