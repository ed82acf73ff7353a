import { Map as PersistentMap, Set as PersistentSet } from 'immutable'
import type { Body } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { type Ino, isDirectory, type Stat } from '../filesystem.ts'
import {
  bodyOf,
  checkName,
  directoryOf,
  type Inode,
  isOpaque,
  isWhiteout,
  statOf,
  targetOf,
} from '../inode.ts'
import type { TreeFs } from '../tree-fs.ts'
import { shownXattrs } from './escaped-xattrs.ts'
import {
  innerOf,
  isLinked,
  isUpper,
  linkedLayer,
  linkedNumber,
  numberOf,
  positionOf,
  upperNumber,
} from './handles.ts'
import {
  childOf,
  isMergedDirectory,
  lowerInode,
  type MergedEntry,
  type MergedIndex,
  topNumber,
} from './merged-index.ts'

/** What an overlay must remember beside its upperdir. Immutable. */
export interface OverlayState {
  /** Lower file → its copy in the upperdir, and back. */
  readonly copied: PersistentMap<Ino, Ino>
  readonly origins: PersistentMap<Ino, Ino>
  /** What is open, so that a copy made meanwhile is held open too. */
  readonly opened: PersistentSet<Ino>
  /** Directories of the layers below that are open: their part of the upperdir, and whether it was merged. */
  readonly directories: PersistentMap<Ino, { readonly upper: Ino | undefined; readonly merged: boolean }>
  /** The inode that all whiteouts of this mount share, and how many were made. */
  readonly whiteout: Ino | undefined
  readonly whiteouts: number
}

export const EMPTY_STATE: OverlayState = {
  copied: PersistentMap(),
  origins: PersistentMap(),
  opened: PersistentSet(),
  directories: PersistentMap(),
  whiteout: undefined,
  whiteouts: 0,
}

/** Where the parts of a merged directory lie. Derived; kept only while the upperdir's directories stay as they are. */
export interface DirectoryParts {
  readonly handle: Ino
  readonly parent: Ino
  readonly name: string
  readonly upper: Ino | undefined
  readonly lower: MergedEntry | undefined
  /** Somebody holds it still, but the merged view has it no more. */
  readonly gone: boolean
  /** What the layers below were found to have: as long as `lower` stays, that stays. */
  readonly seen: Map<string, Ino>
}

/** The reading half of an overlay: look-ups in an upperdir over a merged index. Writes nothing. */
export class OverlayView {
  readonly dev: number
  readonly root: Ino
  private index: MergedIndex
  readonly upperFs: TreeFs | undefined
  readonly upperdir: Ino
  protected current: OverlayState = EMPTY_STATE
  private readonly parts = new Map<Ino, DirectoryParts>()
  private partsVersion = -1

  constructor(dev: number, lower: MergedIndex, upperFs: TreeFs | undefined, upperdir: Ino) {
    this.dev = dev
    this.index = lower
    this.upperFs = upperFs
    this.upperdir = upperdir
    this.root = topNumber(lower.root)
  }

  /** The layers below, merged. */
  get lower(): MergedIndex {
    return this.index
  }

  /** Shows the same lowerdirs in a later state. */
  remerge(lower: MergedIndex): void {
    this.index = lower
    this.partsVersion = -1
  }

  /** Number of what the merged view has under a name, or undefined. ENOTDIR. */
  child(dir: Ino, name: string): Ino | undefined {
    const at = this.directory(dir)
    if (at.upper !== undefined) {
      const ino = this.upperFs!.child(at.upper, name)
      if (ino !== undefined) return this.upperChild(at, ino, name)
    }
    const seen = at.seen.get(name)
    if (seen !== undefined) return seen
    const entry = at.lower === undefined ? undefined : childOf(this.lower, at.lower, name)
    if (entry === undefined) return undefined
    const found = this.lowerChild(at, entry, name)
    at.seen.set(name, found)
    return found
  }

  private lowerChild(at: DirectoryParts, entry: MergedEntry, name: string): Ino {
    const number = topNumber(entry)
    const inode = lowerInode(this.lower, number)
    if (isDirectory(inode.mode)) return this.keep(at, number, name, undefined, entry)
    return inode.nlink > 1 ? this.linkedChild(at, number, name) : number
  }

  private upperChild(at: DirectoryParts, ino: Ino, name: string): Ino | undefined {
    const inode = this.upperFs!.find(ino)!
    if (!isDirectory(inode.mode)) {
      if (isWhiteout(inode)) return undefined
      return this.current.origins.get(ino) ?? upperNumber(ino)
    }
    const below = at.lower === undefined || isOpaque(inode) ? undefined : childOf(this.lower, at.lower, name)
    const lower = isMergedDirectory(this.lower, below) ? below : undefined
    return this.keep(at, lower === undefined ? upperNumber(ino) : topNumber(lower), name, ino, lower)
  }

  /** One of several names of a lower file: which one, its layer's tree says for the same path. */
  private linkedChild(at: DirectoryParts, number: Ino, name: string): Ino {
    const layer = positionOf(number)
    const { tree, top, links } = this.lower.layers[layer]!
    let dir = top
    for (const part of this.path(at)) dir = tree.child(dir, part)!
    return linkedNumber(layer, links.index.get(dir)!.get(name)!)
  }

  private path(at: DirectoryParts): string[] {
    const names: string[] = []
    for (let dir = at; dir.handle !== this.root; dir = this.directory(dir.parent)) names.push(dir.name)
    return names.reverse()
  }

  private keep(
    at: DirectoryParts,
    handle: Ino,
    name: string,
    upper: Ino | undefined,
    lower: MergedEntry | undefined,
  ): Ino {
    const old = this.parts.get(handle)
    if (old === undefined || old.gone || old.upper !== upper)
      this.parts.set(handle, { handle, parent: at.handle, name, upper, lower, gone: false, seen: new Map() })
    return handle
  }

  /** The parts of a directory. ENOTDIR; ENOENT for a number that is none. */
  directory(handle: Ino): DirectoryParts {
    const version = this.upperFs?.shapeVersion ?? 0
    if (version !== this.partsVersion) {
      this.parts.clear()
      this.partsVersion = version
      const upper = this.upperFs ? this.upperdir : undefined
      const { root } = this
      const lower = this.lower.root
      this.parts.set(root, {
        handle: root,
        parent: root,
        name: '',
        upper,
        lower,
        gone: false,
        seen: new Map(),
      })
    }
    return this.parts.get(handle) ?? this.derive(handle)
  }

  /** Finds the parts by walking down the names that the directory has in its own tree. */
  private derive(handle: Ino): DirectoryParts {
    const upper = isUpper(handle) ? innerOf(handle) : undefined
    directoryOf(upper === undefined ? this.ownInode(handle) : this.upperInode(upper))
    const names =
      upper === undefined
        ? this.lower.layers[positionOf(handle)]!.names(innerOf(handle))
        : this.upperFs!.tree.names(upper, this.upperdir)
    if (names && this.walk(names) === handle) return this.parts.get(handle)!
    const gone: DirectoryParts = {
      handle,
      parent: this.root,
      name: '',
      upper: upper ?? this.current.directories.get(handle)?.upper,
      lower: undefined,
      gone: true,
      seen: new Map(),
    }
    this.parts.set(handle, gone)
    return gone
  }

  /** What lies at the end of these names, as far as all but the last are directories. */
  walk(names: readonly string[]): Ino | undefined {
    let at: Ino | undefined = this.root
    for (const name of names) {
      if (at === undefined || !isDirectory(this.inode(at).mode)) return undefined
      at = this.child(at, name)
    }
    return at
  }

  private upperInode(ino: Ino): Inode {
    const inode = this.upperFs?.find(ino)
    if (!inode) throw new FsError('ENOENT')
    return inode
  }

  /** The lower inode behind a number that is not the upperdir's. */
  private ownInode(handle: Ino): Inode {
    const linked = isLinked(handle)
    const layer = this.lower.layers[linked ? linkedLayer(handle) : positionOf(handle)]
    const ino = linked ? layer?.links.linked[innerOf(handle)]?.ino : innerOf(handle)
    if (!layer || ino === undefined) throw new FsError('ENOENT')
    return layer.tree.get(ino)
  }

  /** The copy of a file in the upperdir, where there is one; the inode itself where it is the upperdir's. */
  upperOf(handle: Ino): Ino | undefined {
    if (isUpper(handle)) return innerOf(handle)
    const copy = this.current.copied.get(handle)
    return copy !== undefined && this.upperFs!.find(copy) ? copy : undefined
  }

  /** The inode that supplies attributes and content. */
  inode(handle: Ino): Inode {
    if (isUpper(handle)) return this.upperInode(innerOf(handle))
    const own = this.ownInode(handle)
    const upper = isDirectory(own.mode) ? this.directory(handle).upper : this.upperOf(handle)
    return upper === undefined ? own : this.upperInode(upper)
  }

  /** `st_ino`: the names of one lower file show one number, whatever they are known by. */
  protected shownNumber(handle: Ino): Ino {
    if (!isLinked(handle)) return handle
    const copy = this.upperOf(handle)
    if (copy !== undefined) return upperNumber(copy)
    const layer = linkedLayer(handle)
    return numberOf(layer, this.lower.layers[layer]!.links.linked[innerOf(handle)]!.ino)
  }

  stat(ino: Ino): Stat {
    const inode = this.inode(ino)
    const stat = statOf(inode, this.dev, this.shownNumber(ino))
    if (!isDirectory(inode.mode)) return stat
    // overlayfs does not count the subdirectories of a merged directory (fs/overlayfs/inode.c, ovl_getattr).
    return this.isMerged(ino) ? { ...stat, nlink: 1 } : stat
  }

  /** More than one layer has the directory. One that is gone is as it was when it was open. */
  protected isMerged(handle: Ino): boolean {
    const { upper, lower, gone } = this.directory(handle)
    if (gone) return this.current.directories.get(handle)?.merged ?? false
    return typeof lower === 'object' || (upper !== undefined && lower !== undefined)
  }

  lookup(dir: Ino, name: string): Ino {
    const found = this.child(dir, name)
    if (found !== undefined) return found
    checkName(name)
    throw new FsError('ENOENT')
  }

  parent(dir: Ino): Ino {
    return this.directory(dir).parent
  }

  readlink(ino: Ino): string {
    return targetOf(this.inode(ino))
  }
  body(ino: Ino): Body {
    return bodyOf(this.inode(ino))
  }
  xattrs(ino: Ino): ReadonlyMap<string, Uint8Array> {
    return shownXattrs(this.inode(ino).xattrs)
  }
}
