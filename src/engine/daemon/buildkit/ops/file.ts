import { textBody } from '../../../base/body.ts'
import { EngineError, FsError, isErrno } from '../../../base/errors.ts'
import { makeDirectories } from '../../../kernel/make-directories.ts'
import { realpath, resolve, walk } from '../../../kernel/walk.ts'
import type { LayerEntry } from '../../../vfs/entry.ts'
import { isDirectory } from '../../../vfs/filesystem.ts'
import { archiveAt } from '../../build/archive.ts'
import { copySource, type Owner } from '../../build/copy.ts'
import { type Files, writableOver } from '../../build/files.ts'
import { findAccount } from '../../containers/accounts.ts'
import type { Daemon } from '../../daemon.ts'
import { NO_FILES, type Snapshot } from '../cache/snapshot.ts'
import { changedMode } from '../frontend/chmod.ts'
import type { FileAction } from '../graph.ts'
import { type CopyAction, excluder, sourcesOf } from './sources.ts'

/**
 * Carries out the actions of COPY, ADD or WORKDIR on a base (BuildKit, solver/llbsolver/file). `inputs` are the files of the
 * vertex's inputs. Returns what has changed. Throws `EngineError`.
 */
export async function runActions(
  daemon: Daemon,
  actions: readonly FileAction[],
  base: Snapshot | undefined,
  inputs: readonly (Files | undefined)[],
): Promise<LayerEntry[]> {
  const { kernel } = daemon.host
  const target = writableOver(kernel, base?.index ?? NO_FILES)
  for (const action of actions) {
    if (action.kind === 'mkdir') makeDirectory(target, action, kernel.now())
    else if (action.kind === 'mkfile') makeFile(target, action, kernel.now())
    else await copy(daemon, action, inputs[action.from], target)
  }
  return target.fs.diff()
}

function makeDirectory(
  { view }: Files,
  { path, user, time, mode = 0o755 }: FileAction & { kind: 'mkdir' },
  now: bigint,
): void {
  const owner = ownerOf(view, user) ?? { uid: 0, gid: 0 }
  try {
    makeDirectories(view, path, { mode, ...owner, time: time ?? now })
    const { mount, ino } = resolve(view, path)
    if (!isDirectory(mount.fs.stat(ino).mode)) throw new FsError('ENOTDIR')
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new EngineError('internal', `mkdir ${placeOf(view, path)}: ${error.message.toLowerCase()}`)
  }
}

/** Where a path leads, as far as it is there. */
function placeOf(view: Files['view'], path: string): string {
  try {
    return realpath(view, path)
  } catch (error) {
    if (isErrno(error)) return path
    throw error
  }
}

function makeFile(
  { view }: Files,
  { path, data, mode }: FileAction & { kind: 'mkfile' },
  time: bigint,
): void {
  const { directory, name } = walk(view, path, true)
  const { fs } = directory.mount
  const made = fs.create(directory.ino, name, { mode, uid: 0, gid: 0, time })
  fs.setBody(made, textBody(data), time)
}

/** Who a file is given to; nobody where nothing was said, or where there is no such user. */
function ownerOf(view: Files['view'], text: string): Owner | undefined {
  if (text === '') return undefined
  const [user = '', group = ''] = text.split(':', 2)
  try {
    const { uid, gid } = findAccount(view, group === '' ? user : `${user}:${group}`).credentials
    return { uid, gid: group === '' && /^\d+$/.test(user) ? uid : gid }
  } catch (error) {
    if (error instanceof EngineError) return undefined
    throw error
  }
}

async function copy(daemon: Daemon, action: CopyAction, from: Files | undefined, to: Files): Promise<void> {
  const { chmod, dest, exclude } = action
  const owner = ownerOf(to.view, action.chown)
  const options = {
    owner,
    archiveOwner: owner,
    time: daemon.host.kernel.now(),
    ...(chmod !== '' && {
      chmod: (mode: number, directory: boolean) => changedMode(chmod, mode, directory),
    }),
    ...(exclude.length > 0 && { skip: excluder(exclude) }),
    ...(action.unpack && {
      unpack: (source: { place: Files['view']['root'] }) =>
        archiveAt(daemon, source.place.mount.fs, source.place.ino),
    }),
  }
  const sources = sourcesOf(from, action)
  for (const source of sources) {
    const many = sources.length > 1 && !dest.endsWith('/') ? `${dest}/` : dest
    checkWay(to, many)
    await copySource({ ...from!, fs: source.place.mount.fs }, { ...source, hash: '' }, to, many, options)
  }
}

/** A file on the way to a destination, which no directory can be made below. */
function checkWay({ view }: Files, dest: string): void {
  let at = ''
  for (const name of dest.split('/').slice(1, -1)) {
    at += `/${name}`
    try {
      const { mount, ino } = resolve(view, at)
      if (isDirectory(mount.fs.stat(ino).mode)) continue
    } catch (error) {
      if (isErrno(error)) return
      throw error
    }
    throw new EngineError('internal', `mkdir ${realpath(view, at)}: not a directory`)
  }
}
