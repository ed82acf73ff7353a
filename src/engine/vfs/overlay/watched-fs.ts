import { FsError } from '../../base/errors.ts'
import type { Instant } from '../../base/time.ts'
import {
  type Attributes,
  type DirEntry,
  type Filesystem,
  type Ino,
  isDirectory,
  type NewInode,
  type Stat,
} from '../filesystem.ts'
import { stackOf } from './explain.ts'
import { LiveOverlay } from './live-overlay.ts'
import { deedsAt, type OperationKind, type OverlayOperation, search } from './operation.ts'
import { OverlayFs, type OverlayFsOptions } from './overlay-fs.ts'

/** Who hears of what overlays are asked. Without a listener nothing is noted and nothing is paid. */
export interface OverlayWatch {
  /** `name` is what the overlay was given as its name. */
  listener: ((name: string, operation: OverlayOperation) => void) | undefined
}

/** Names that are remembered of inodes that were looked up. */
const MOST_NAMES = 512

/** An overlay that tells what is done to it. It behaves as one that does not. */
export class WatchedOverlayFs extends OverlayFs {
  /** Its upperdir as it was mounted; the lowerdirs where there is none. */
  readonly name: string
  readonly #watch: OverlayWatch
  /** By which name an inode was last found: calls on inodes do not say it. */
  readonly #names = new Map<Ino, { readonly dir: Ino; readonly name: string }>()

  constructor(options: OverlayFsOptions, name: string, watch: OverlayWatch) {
    super(options)
    this.name = name
    this.#watch = watch
  }

  override lookup(dir: Ino, name: string): Ino {
    const ino = super.lookup(dir, name)
    if (this.#watch.listener) {
      if (this.#names.size >= MOST_NAMES) this.#names.clear()
      this.#names.set(ino, { dir, name })
    }
    return ino
  }
  /** Nobody lists the directory for it. */
  nameIn(dir: Ino, ino: Ino): string | undefined {
    return super.readdir(dir).find((entry) => entry.ino === ino)?.name
  }
  override readdir(dir: Ino): DirEntry[] {
    return this.#tell('list', dir, undefined, () => super.readdir(dir))
  }
  override create(dir: Ino, name: string, attributes: NewInode): Ino {
    return this.#tell('create', dir, name, () => super.create(dir, name, attributes))
  }
  override mkdir(dir: Ino, name: string, attributes: NewInode): Ino {
    return this.#tell('mkdir', dir, name, () => super.mkdir(dir, name, attributes))
  }
  override symlink(dir: Ino, name: string, target: string, attributes: NewInode): Ino {
    return this.#tell('symlink', dir, name, () => super.symlink(dir, name, target, attributes))
  }
  override mknod(dir: Ino, name: string, type: number, rdev: Stat['rdev'], attributes: NewInode): Ino {
    return this.#tell('mknod', dir, name, () => super.mknod(dir, name, type, rdev, attributes))
  }
  override link(dir: Ino, name: string, ino: Ino, time: Instant): void {
    this.#tell('link', ino, undefined, () => super.link(dir, name, ino, time), { dir, name })
  }
  override unlink(dir: Ino, name: string, time: Instant): void {
    this.#tell('unlink', dir, name, () => super.unlink(dir, name, time))
  }
  override rmdir(dir: Ino, name: string, time: Instant): void {
    this.#tell('rmdir', dir, name, () => super.rmdir(dir, name, time))
  }
  override rename(fromDir: Ino, from: string, toDir: Ino, to: string, time: Instant): void {
    const target = { dir: toDir, name: to }
    this.#tell('rename', fromDir, from, () => super.rename(fromDir, from, toDir, to, time), target)
  }
  override setattr(ino: Ino, attributes: Attributes): void {
    this.#tell('attributes', ino, undefined, () => super.setattr(ino, attributes))
  }
  override setxattr(ino: Ino, name: string, value: Uint8Array, time: Instant): void {
    this.#tell('attributes', ino, undefined, () => super.setxattr(ino, name, value, time))
  }
  override open(ino: Ino, write: boolean, time: Instant): Ino {
    return this.#tell(write ? 'write' : 'read', ino, undefined, () => super.open(ino, write, time))
  }

  /** Tells of a file that is read whole, without being opened before. */
  noteRead(ino: Ino): void {
    this.#tell('read', ino, undefined, () => undefined)
  }

  /** Does a call on an entry, or on an inode where there is no name, and tells of it. */
  #tell<T>(
    kind: OperationKind,
    at: Ino,
    name: string | undefined,
    act: () => T,
    target?: { readonly dir: Ino; readonly name: string },
  ): T {
    const { listener } = this.#watch
    const path = listener && this.#pathOrNone(at, name)
    if (!listener || path === undefined) return act()
    const to = target && this.#pathOrNone(target.dir, target.name)
    const stack = stackOf(this)
    const searched = search(stack, path)
    const tell = (error?: FsError): void => {
      const done = error ? [] : this.#deeds(stack, searched, path, to)
      listener(this.name, {
        kind,
        path,
        ...(to && { to }),
        searched,
        done,
        ...(error && { error: error.errno }),
      })
    }
    try {
      const result = act()
      tell()
      return result
    } catch (error) {
      if (error instanceof FsError) tell(error)
      throw error
    }
  }

  #deeds(
    stack: ReturnType<typeof stackOf>,
    searched: OverlayOperation['searched'],
    path: string,
    to: string | undefined,
  ): OverlayOperation['done'] {
    const { upperFs, upperdir } = this
    const before = stack[0]?.layer === 'upper' ? stack[0].tree : undefined
    if (!upperFs || !before || before === upperFs.tree) return []
    const change = { before, after: upperFs.tree, upperdir }
    const size = (list: typeof searched): number | undefined =>
      list.find(({ layer, found }) => layer !== 'upper' && isShown(found))?.size
    const deeds = deedsAt(change, path, size(searched))
    if (to === undefined) return deeds
    // What is renamed or linked is copied up first, whatever name it has in the end; a rename removes nothing.
    const own = searched[0]?.layer === 'upper' && isShown(searched[0].found)
    const bytes = own ? undefined : size(searched)
    const copied = deeds.some(({ kind, path: at }) => kind === 'copied' && at === path)
    const moved = deedsAt(change, to, undefined).filter(
      (deed) => !deeds.some(({ kind, path: at }) => kind === deed.kind && at === deed.path),
    )
    return [
      ...(bytes === undefined || copied
        ? []
        : [{ kind: 'copied', path, directory: false, size: bytes } as const]),
      ...deeds.filter(({ kind, path: at }) => kind !== 'removed' || at !== path),
      ...moved,
    ]
  }

  /** Undefined for what has no path any more: whoever asks must not fail where the call itself may not. */
  #pathOrNone(at: Ino, name: string | undefined): string | undefined {
    try {
      return this.#path(at, name)
    } catch (error) {
      if (error instanceof FsError) return undefined
      throw error
    }
  }

  /** Undefined for a file that nobody looked up by name, and for what has lost its place. */
  #path(at: Ino, name: string | undefined): string | undefined {
    const names = name === undefined ? [] : [name]
    let dir = at
    if (name === undefined && !isDirectory(this.inode(at).mode)) {
      const known = this.#names.get(at)
      if (!known) return undefined
      names.push(known.name)
      dir = known.dir
    }
    while (dir !== this.root) {
      const parts = this.directory(dir)
      if (parts.gone) return undefined
      names.push(parts.name)
      dir = parts.parent
    }
    return `/${names.reverse().join('/')}`
  }
}

/** A file of any file system is read whole: an overlay that is watched tells of it. */
export function noteRead(fs: Filesystem, ino: Ino): void {
  const overlay = fs instanceof LiveOverlay ? fs.overlay : fs
  if (overlay instanceof WatchedOverlayFs) overlay.noteRead(ino)
}

/** The name exists: no mark, and not nothing. */
const isShown = (found: OverlayOperation['searched'][number]['found']): boolean =>
  found !== 'whiteout' && found !== 'nothing' && found !== 'absent'
