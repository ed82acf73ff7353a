import type { Body } from '../../../base/body.ts'
import { EngineError, FsError, isErrno } from '../../../base/errors.ts'
import { realpath, resolve } from '../../../kernel/walk.ts'
import { decompress } from '../../../oci/decompress.ts'
import { isDirectory, isSymlink } from '../../../vfs/filesystem.ts'
import { extractTar, fileFailure } from '../../../vfs/tar/extract.ts'
import { packTree } from '../../../vfs/tar/pack.ts'
import { readTar } from '../../../vfs/tar/read.ts'
import { cleanPath } from '../../../vfs/tar/unpack.ts'
import { writeTar } from '../../../vfs/tar/write.ts'
import type { PathArchive, PathStat } from '../../api.ts'
import type { Daemon } from '../../daemon.ts'
import { findAccount } from '../accounts.ts'
import { logContainer } from '../event.ts'
import type { Container } from '../store.ts'
import { type ContainerFiles, withContainerFiles } from './files.ts'
import { followInScope } from './follow.ts'
import { goMode } from './go-mode.ts'

/** Most bytes that an archive may grow to. */
const LIMIT = 1024 * 1024 * 1024

const invalid = (text: string): EngineError => new EngineError('invalid', text)

/** A container's path as the request named it, for errors. */
interface Asked {
  readonly container: Container
  /** How the user called the container. */
  readonly name: string
  readonly path: string
}

/** The path from the root, cleaned; a slash or a dot at its end stays. */
function absolutePath(path: string): string {
  const clean = cleanPath(`/${path}`)
  if (/(^|\/)\.$/.test(path)) return clean === '/' ? '/.' : `${clean}/.`
  return path.endsWith('/') && clean !== '/' ? `${clean}/` : clean
}

/** filepath.Base of Go. */
function baseOf(path: string): string {
  const bare = path.replace(/\/+$/, '')
  return bare === '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1)
}

/** Tells a failed call as the daemon does: what is not there is not found, all else its own fault. */
function told<T>({ path, name }: Asked, call: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (isErrno(error, 'ENOENT'))
      throw new EngineError('not-found', `Could not find the file ${path} in container ${name}`)
    if (error instanceof FsError) {
      const { message } = fileFailure(error) as Error
      throw new EngineError('internal', call === '' ? message : `${call}: ${message}`)
    }
    throw error
  }
}

function statIn({ view, from }: ContainerFiles, asked: Asked): PathStat {
  const path = absolutePath(asked.path)
  const files = from(view.root)
  const { size, mode, mtime } = told(asked, `lstat ${path}`, () => files.lstat(path))
  const linkTarget = isSymlink(mode) ? followInScope(files, path) : ''
  return { name: baseOf(path), size, mode: goMode(mode), mtime, linkTarget }
}

/** What is at a path of a container (moby, daemon/archive_unix.go, containerStatPath). */
export function statPath(daemon: Daemon, asked: Asked): PathStat {
  return withContainerFiles(daemon, asked.container, 'volumes', (files) => statIn(files, asked))
}

/** A path of a container as an archive, named by its last part. */
export function archivePath(daemon: Daemon, asked: Asked): PathArchive {
  const { container } = asked
  const found = withContainerFiles(daemon, container, 'volumes', (files) => {
    const stat = statIn(files, asked)
    const path = absolutePath(asked.path)
    const name = stat.name === '/' ? '' : stat.name
    const archive = writeTar(packTree(files.from(files.view.root), path, name))
    return { stat, archive }
  })
  logContainer(daemon, 'archive-path', container)
  return found
}

/** Unpacks an archive into a directory of a container. */
export async function extractToDirectory(
  daemon: Daemon,
  asked: Asked,
  body: Body,
  options: { readonly noOverwriteDirNonDir: boolean; readonly copyUIDGID: boolean },
): Promise<void> {
  const { container } = asked
  const content = await decompress(daemon.host.ports, body, LIMIT)
  withContainerFiles(daemon, container, 'volumes', (files) => {
    const { view, from } = files
    const path = told(asked, '', () => realpath(view, absolutePath(asked.path)))
    const place = resolve(view, path)
    if (!isDirectory(place.mount.fs.stat(place.ino).mode))
      throw invalid('extraction point is not a directory')
    if (!inWritableVolume(container, path) && container.hostConfig.ReadonlyRootfs)
      throw invalid('container rootfs is marked read-only')
    const { User } = container.config
    const owner = options.copyUIDGID && User !== '' ? findAccount(view, User).credentials : 'archive'
    told(asked, '', () =>
      extractTar(from(place), readTar(content.body, content.cutBy ? { cutBy: content.cutBy } : {}), '/', {
        owner,
        noOverwriteDirNonDir: options.noOverwriteDirNonDir,
        symlinks: 'confined',
        shown: path,
      }),
    )
  })
  logContainer(daemon, 'extract-to-dir', container)
}

/** Whether the path is in a volume; one that is read-only takes nothing. */
function inWritableVolume({ mounts }: Container, path: string): boolean {
  for (const { Destination, RW } of mounts) {
    if (path !== Destination && !path.startsWith(`${Destination}/`)) continue
    if (!RW) throw invalid('mounted volume is marked read-only')
    return true
  }
  return false
}
