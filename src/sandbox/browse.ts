import { type Body, bytesOf } from '../engine/base/body.ts'
import { FsError, isErrno } from '../engine/base/errors.ts'
import { isDirectory, isRegular, isSymlink } from '../engine/vfs/filesystem.ts'
import type { FileFact, World } from '../engine/world.ts'
import type { BrowseRequest, Directory, ListedEntry, Place, Reply, ShownText } from './protocol.ts'

/** Names of one directory that are listed at most. */
const MOST_NAMES = 500
/** Files above this many bytes are not opened. */
const MOST_BYTES = 256 * 1024

/** Answers a question about files, or puts one; `put` gets an absolute path of the host. */
export function browse(world: World, request: BrowseRequest, put: (path: string, blob: Blob) => void): Reply {
  const { id, place, path } = request
  switch (request.type) {
    case 'list-directory':
      return { type: 'directory', id, directory: listDirectory(world, place, path) }
    case 'read-text':
      return { type: 'text', id, shown: readText(world, place, path) }
    case 'save-file':
      try {
        const target = writablePath(world, place, path)
        if (target === undefined) throw new FsError('EROFS')
        put(target, request.blob)
        return { type: 'saved', id }
      } catch (error) {
        if (!isErrno(error)) throw error
        return { type: 'refused', id, reason: { kind: 'failed', message: error.message } }
      }
  }
}

/** What is in a directory; undefined where none is. Directories come first, each kind by name. */
function listDirectory(world: World, place: Place, path: string): Directory | undefined {
  const entries = place === '' ? ofHost(world, path) : ofContainer(world, place, path)
  if (!entries) return undefined
  const sorted = entries.sort(
    (a, b) =>
      Number(b.kind === 'directory') - Number(a.kind === 'directory') ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  )
  return {
    entries: sorted.slice(0, MOST_NAMES),
    more: Math.max(0, sorted.length - MOST_NAMES),
    containers: world
      .facts()
      .containers()
      .map(({ Name }) => Name.slice(1)),
  }
}

/** The text of a file, or why it is not shown. Symlinks are followed. */
function readText(world: World, place: Place, path: string): ShownText {
  const file = fileAt(world, place, path)
  const body = file?.body()
  if (!file) return { shown: 'gone' }
  if (!body) return { shown: 'special' }
  if (file.size > MOST_BYTES) return { shown: 'big', size: file.size }
  const writable = writablePath(world, place, path) !== undefined
  const bytes = bytesIn(body)
  if (!bytes) return { shown: 'gone' }
  if (bytes.length > MOST_BYTES) return { shown: 'big', size: bytes.length }
  const text = textOf(bytes)
  return text === undefined ? { shown: 'binary', size: bytes.length } : { shown: 'text', text, writable }
}

/** Undefined where the file cannot be read now. */
function bytesIn(body: Body): Uint8Array | undefined {
  try {
    return bytesOf(body)
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

/**
 * Where the host has a path of a place so that writing there changes just that; undefined where nothing may be written: in a container that is
 * not running there is no merged directory, and a symlink in it would lead elsewhere.
 */
function writablePath(world: World, place: Place, path: string): string | undefined {
  if (place === '') return path
  const container = world.facts().container(place)
  const merged = container?.State.Running ? container.GraphDriver.Data?.MergedDir : undefined
  if (!merged) return undefined
  let at = merged
  for (const name of path.split('/').slice(1)) {
    at += `/${name}`
    const mode = modeAt(world, at)
    if (mode === undefined || isSymlink(mode)) return undefined
  }
  return at
}

/** What is at a path of a place, symlinks followed as there. */
export function fileAt(world: World, place: Place, path: string): FileFact | undefined {
  return world.facts().at(path, place === '' ? undefined : { container: place })
}

function modeAt({ admin }: World, path: string): number | undefined {
  try {
    return admin.lstat(path).mode
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

function ofHost({ admin }: World, path: string): ListedEntry[] | undefined {
  try {
    return admin.readdir(path).map(({ name }) => {
      const { mode, size } = admin.lstat(join(path, name))
      return { name, kind: kindOf(mode), size }
    })
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

function ofContainer(world: World, container: string, path: string): ListedEntry[] | undefined {
  const facts = world.facts()
  const directory = facts.at(path, { container })
  if (directory?.kind !== 'directory') return undefined
  return directory.names().map((name) => {
    const entry = facts.at(join(path, name), { container })
    return { name, kind: entry?.kind ?? 'symlink', size: entry?.size ?? 0 }
  })
}

const join = (directory: string, name: string): string => `${directory === '/' ? '' : directory}/${name}`

function kindOf(mode: number): ListedEntry['kind'] {
  if (isDirectory(mode)) return 'directory'
  if (isRegular(mode)) return 'file'
  return isSymlink(mode) ? 'symlink' : 'other'
}

/** Undefined for what is no text. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // Not UTF-8: bytes that an editor would change.
    return undefined
  }
}
