import { FsError, isErrno } from '../../../base/errors.ts'
import type { Process } from '../../../kernel/process.ts'
import { isBlockDevice, isCharDevice, isDirectory, isSymlink, type Stat } from '../../../vfs/filesystem.ts'
import { cleanPath } from '../../../vfs/tar/unpack.ts'
import { absolute } from '../../cli/attachments.ts'
import { ClientError, goErrno, pathError } from '../../cli/errors.ts'
import { dir, join } from '../../go/path.ts'
import { quote } from '../../go/quote.ts'
import { preserveEnd, rebased, splitEntry } from './paths.ts'
import type { CopyInfo } from './prepare.ts'

/** Symlinks followed in one path: Go's filepath.EvalSymlinks, and CopyInfoDestinationPath. */
const MAX_LINKS = 255
const MAX_TARGETS = 10

const notDirectory = (): ClientError => new ClientError('not a directory')

/** A path of the host, absolute; a slash or a dot at its end stays. */
export const localPath = (process: Process, path: string): string =>
  preserveEnd(absolute(path, process.cwd()), path)

/** A call on a path whose failure is told as Go's os package does. */
function call(name: 'lstat' | 'stat', process: Process, path: string): Stat {
  try {
    return process[name](path)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw pathError(name, path, error)
  }
}

/** The same; undefined where nothing is. */
function found(name: 'lstat' | 'stat', process: Process, path: string): Stat | undefined {
  try {
    return process[name](path)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    if (error instanceof FsError) throw pathError(name, path, error)
    throw error
  }
}

/** Symlinks of an absolute path resolved (filepath.EvalSymlinks). */
function evalSymlinks(process: Process, path: string): string {
  const slash = path.endsWith('/')
  const parts = (text: string): string[] => text.split('/').filter((part) => part !== '')
  const rest = parts(path).reverse()
  let at = '/'
  for (let links = 0; rest.length > 0; ) {
    const part = rest.pop()!
    if (part === '.') continue
    if (part === '..') {
      at = dir(at)
      continue
    }
    const next = join(at, part)
    const { mode } = call('lstat', process, next)
    if (isSymlink(mode)) {
      if (++links > MAX_LINKS) throw new ClientError('EvalSymlinks: too many links')
      const target = process.readlink(next)
      if (target.startsWith('/')) at = '/'
      rest.push(...parts(target).reverse())
      continue
    }
    if (!isDirectory(mode) && (rest.length > 0 || slash)) throw notDirectory()
    at = next
  }
  return cleanPath(at)
}

/** What is to be copied from the host (moby/go-archive, CopyInfoSourcePath). */
export function localSource(process: Process, path: string, followLink: boolean): CopyInfo {
  const resolved = followLink ? followed(process, path) : inFolder(process, path)
  const { mode } = call('lstat', process, resolved.path)
  return { ...resolved, exists: true, isDir: isDirectory(mode) }
}

const followed = (process: Process, path: string) => rebased(path, evalSymlinks(process, path))

/** Only the folder is resolved; the last name may be a symlink. */
function inFolder(process: Process, path: string): { path: string; rebaseName: string } {
  const at = path.lastIndexOf('/') + 1
  const folder = evalSymlinks(process, path.slice(0, at))
  // Of the root too, whose name then stands with two slashes, as Docker shows it.
  return { path: `${folder}/${path.slice(at)}`, rebaseName: '' }
}

/** Where on the host a copy is to go: its folder must be there (moby/go-archive, CopyInfoDestinationPath). */
export function localDestination(process: Process, original: string): CopyInfo {
  let path = original
  let stat = found('lstat', process, path)
  for (let count = 0; stat && isSymlink(stat.mode); count++) {
    if (count > MAX_TARGETS) throw new ClientError(`too many symlinks in ${original}`)
    const target = process.readlink(path)
    path = target.startsWith('/') ? target : join(splitEntry(path).folder, target)
    stat = found('lstat', process, path)
  }
  if (stat) return { path, exists: true, isDir: isDirectory(stat.mode), rebaseName: '' }
  const { folder } = splitEntry(path)
  if (!isDirectory(call('stat', process, folder).mode)) throw notDirectory()
  return { path, exists: false, isDir: false, rebaseName: '' }
}

/** Refuses a path of the host that nothing can be copied to (docker/cli, ValidateOutputPath). */
export function checkDestination(process: Process, path: string): void {
  const folder = dir(cleanPath(path))
  if (folder !== '.' && !folderExists(process, folder))
    throw new ClientError(`invalid output path: directory ${quote(folder)} does not exist`)
  const stat = found('stat', process, path)
  if (stat && (isCharDevice(stat.mode) || isBlockDevice(stat.mode)))
    throw new ClientError(
      `invalid output path: ${quote(path)} must be a directory or a regular file: got a device`,
    )
}

function folderExists(process: Process, folder: string): boolean {
  try {
    process.stat(folder)
    return true
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    return error.errno !== 'ENOENT'
  }
}

/** A failed call on a file while an archive is unpacked. */
export const unpackFailure = (error: FsError): ClientError => new ClientError(goErrno(error))
