import { FsError } from '../../base/errors.ts'
import type { Instant } from '../../base/time.ts'
import { type Ino, isDirectory } from '../filesystem.ts'
import { type Inode, type Xattrs, YES } from '../inode.ts'
import type { TreeFs } from '../tree-fs.ts'
import { sortedXattrs } from '../xattr.ts'
import { withoutOwn } from './escaped-xattrs.ts'
import {
  encodeOrigin,
  IMPURE,
  innerOf,
  isLinked,
  linkedLayer,
  ORIGIN,
  originOf,
  positionOf,
  UUID,
} from './handles.ts'
import { OverlayListing } from './listing.ts'
import type { MergedIndex } from './merged-index.ts'
import { EMPTY_STATE, type OverlayState } from './view.ts'

/** xattrs of a copy: those of the original without overlayfs's own, and where it comes from. */
function copiedXattrs(inode: Inode, origin: Ino | undefined): Xattrs | undefined {
  const kept = withoutOwn(inode.xattrs)
  return origin === undefined ? kept : sortedXattrs([...(kept ?? []), [ORIGIN, encodeOrigin(origin)]])
}

/** An origin may have been copied here from another stack. */
function isLowerFile(lower: MergedIndex, number: Ino): boolean {
  const inode = lower.layers[positionOf(number)]?.tree.find(innerOf(number))
  return inode !== undefined && !isDirectory(inode.mode) && inode.nlink === 1
}

/**
 * An upperdir that has a mark of its own keeps it; one of before there were marks gets none (ovl_init_uuid_xattr). True for
 * one that is marked now.
 */
export function markUpper(fs: TreeFs, upperdir: Ino, uuid: Uint8Array, time: Instant): boolean {
  const xattrs = fs.xattrs(upperdir)
  if (xattrs.has(UUID) || xattrs.has(IMPURE)) return false
  fs.setxattr(upperdir, UUID, uuid, time)
  return true
}

/** The state of an overlay over an upperdir as it lies on disk: copies are known by the origin they carry. */
export function stateOf(upper: TreeFs, upperdir: Ino, lower: MergedIndex): OverlayState {
  const copied = EMPTY_STATE.copied.asMutable()
  const origins = EMPTY_STATE.origins.asMutable()
  const visit = (dir: Ino): void => {
    for (const { ino } of upper.readdir(dir)) {
      const inode = upper.find(ino)!
      if (isDirectory(inode.mode)) visit(ino)
      const origin = isDirectory(inode.mode) ? undefined : originOf(inode.xattrs)
      if (origin === undefined || copied.has(origin) || !isLowerFile(lower, origin)) continue
      copied.set(origin, ino)
      origins.set(ino, origin)
    }
  }
  visit(upperdir)
  return { ...EMPTY_STATE, copied: copied.asImmutable(), origins: origins.asImmutable() }
}

/** An overlay that can bring what is below into its upperdir (overlayfs.rst, "Non-directories"). */
export class CopyUp extends OverlayListing {
  /** The upperdir's file system; EROFS where there is none or it must not be written to. */
  protected writableUpper(): TreeFs {
    if (!this.upperFs || this.upperFs.readOnly) throw new FsError('EROFS')
    return this.upperFs
  }

  /** Number of the directory in the upperdir, made with the attributes of the lower one where it is not there yet. */
  protected copyUpDirectory(handle: Ino, time: Instant): Ino {
    const upper = this.writableUpper()
    const at = this.directory(handle)
    if (at.gone) throw new FsError('ENOENT')
    if (at.upper !== undefined) return at.upper
    const dir = this.copyUpDirectory(at.parent, time)
    const inode = this.inode(handle)
    this.markImpure(dir)
    const copy = { ...inode, ctime: time, xattrs: copiedXattrs(inode, handle) }
    const ino = upper.graft({ dir, name: at.name }, copy)
    if (this.current.opened.has(handle)) this.holdDirectory(handle, ino, true, time)
    return ino
  }

  /**
   * Number of a file's copy in the upperdir, made whole where there is none yet: content, owner, mode, times, xattrs.
   * A file that has lost its name is copied without one. Other names of a hard-linked file keep the original.
   */
  protected copyUp(handle: Ino, time: Instant): Ino {
    const upper = this.writableUpper()
    const inode = this.inode(handle)
    if (isDirectory(inode.mode)) return this.copyUpDirectory(handle, time)
    const there = this.upperOf(handle)
    if (there !== undefined) return there
    const origin = inode.nlink > 1 ? undefined : handle
    const place = this.placeOf(handle)
    const copy = { ...inode, ctime: time, xattrs: copiedXattrs(inode, origin) }
    let ino: Ino
    if (place) {
      const dir = this.copyUpDirectory(place.dir, time)
      ino = upper.graft({ dir, name: place.name }, copy)
      this.markImpure(dir)
    } else ino = upper.graft(undefined, copy)
    if (this.current.opened.has(handle)) upper.open(ino, false, time)
    const { copied, origins } = this.current
    this.current = { ...this.current, copied: copied.set(handle, ino), origins: origins.set(ino, handle) }
    return ino
  }

  /** Where the merged view shows a lower file, or undefined when it no longer does. */
  private placeOf(handle: Ino): { dir: Ino; name: string } | undefined {
    const linked = isLinked(handle)
    const layer = this.lower.layers[linked ? linkedLayer(handle) : positionOf(handle)]!
    const place = linked ? layer.links.linked[innerOf(handle)] : layer.placeOf(innerOf(handle))
    const names = place && layer.names(place.dir)
    const dir = names && this.walk(names)
    if (!place || dir === undefined || !isDirectory(this.inode(dir).mode)) return undefined
    return this.child(dir, place.name) === handle ? { dir, name: place.name } : undefined
  }

  /**
   * Notes on directories of the upperdir that are merged, and were not made by an overlay, which lower one they lie on.
   * The kernel does it when it finds them (fs/overlayfs/namei.c, ovl_fix_origin).
   */
  protected markOrigins(): void {
    const upper = this.writableUpper()
    const found: { dir: Ino; parent: Ino; handle: Ino }[] = []
    const visit = (at: Ino, parent: Ino): void => {
      for (const { name, ino, type } of upper.readdir(parent)) {
        const handle = isDirectory(type) ? this.child(at, name) : undefined
        if (handle === undefined) continue
        const unknown = this.directory(handle).lower !== undefined && !this.carriesOrigin(ino)
        if (unknown) found.push({ dir: ino, parent, handle })
        visit(handle, ino)
      }
    }
    visit(this.root, this.upperdir)
    for (const { dir, parent, handle } of found) {
      upper.setxattr(dir, ORIGIN, encodeOrigin(handle), upper.find(dir)!.ctime)
      this.markImpure(parent)
    }
  }

  /** Notes that a directory of the upperdir holds copies: numbers of its entries may not be its own. */
  protected markImpure(dir: Ino): void {
    const inode = this.upperFs!.find(dir)!
    if (!inode.xattrs?.has(IMPURE)) this.upperFs!.setxattr(dir, IMPURE, YES, inode.ctime)
  }

  /** True for a copy whose number is that of its origin. */
  protected carriesOrigin(ino: Ino): boolean {
    return this.upperFs!.find(ino)?.xattrs?.has(ORIGIN) ?? false
  }

  /** Drops what is remembered of a copy that is gone. */
  protected forget(ino: Ino | undefined): void {
    if (ino === undefined || this.upperFs!.find(ino)) return
    const { copied, origins } = this.current
    const origin = origins.get(ino)
    if (origin === undefined) return
    this.current = { ...this.current, copied: copied.delete(origin), origins: origins.delete(ino) }
  }

  /** Keeps what an open directory of the layers below is, also for when it is gone. */
  protected holdDirectory(handle: Ino, upper: Ino | undefined, merged: boolean, time: Instant): void {
    const { directories } = this.current
    if (upper !== undefined) this.upperFs!.open(upper, false, time)
    this.current = { ...this.current, directories: directories.set(handle, { upper, merged }) }
  }

  /** What stands for an open inode in the upperdir. */
  protected heldUpper(handle: Ino): Ino | undefined {
    return this.current.directories.get(handle)?.upper ?? this.upperOf(handle)
  }
}
