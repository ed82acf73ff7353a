import { FsError } from '../../base/errors.ts'
import type { Instant } from '../../base/time.ts'
import { type Filesystem, type Ino, isDirectory } from '../filesystem.ts'
import { TreeFs } from '../tree-fs.ts'
import { LiveOverlay, type LiveOverlayOptions } from './live-overlay.ts'
import { behind, type DirectoryRef, lowerSource } from './lower-source.ts'
import { OverlayFs } from './overlay-fs.ts'

export interface OverlayMount {
  readonly dev: number
  /** lowerdir=, top first. */
  readonly lowers: readonly DirectoryRef[]
  /** upperdir= and workdir=; without an upperdir the overlay is read-only and its workdir of no use. */
  readonly upper?: DirectoryRef | undefined
  readonly work?: DirectoryRef | undefined
  readonly time: Instant
  /** 16 random bytes, which a new upperdir is marked with. */
  readonly uuid: Uint8Array
  /** Makes the overlay itself, where it is to be one that is watched. */
  readonly create?: LiveOverlayOptions['create']
}

/** Most lowerdirs of a mount (fs/overlayfs/params.c, OVL_MAX_STACK). */
const MAX_LOWERS = 500
/** Most overlays on top of each other (include/linux/fs.h, FILESYSTEM_MAX_STACK_DEPTH). */
const MAX_DEPTH = 2

const same = (a: DirectoryRef, b: DirectoryRef): boolean => a.fs === b.fs && a.ino === b.ino

/** Whether a directory lies below another one; `self`: or is it. */
function isBelow(place: DirectoryRef, top: DirectoryRef, self = false): boolean {
  if (place.fs !== top.fs) return false
  if (place.ino === top.ino) return self
  for (let { ino } = place; ino !== place.fs.root; ) {
    ino = place.fs.parent(ino)
    if (ino === top.ino) return true
  }
  return false
}

const depthOf = (fs: Filesystem): number =>
  fs instanceof LiveOverlay ? fs.depth : fs instanceof OverlayFs ? 1 : 0

function demandDirectory({ fs, ino }: DirectoryRef): void {
  if (!isDirectory(fs.stat(ino).mode)) throw new FsError('EINVAL')
}

/** The directory as the file system that it is written to knows it. EINVAL: none that an upperdir may lie on. */
function writableDirectory(place: DirectoryRef): {
  fs: TreeFs
  ino: Ino
  changed?: (() => void) | undefined
} {
  const { fs, ino, changed } = behind(place)
  demandDirectory(place)
  if (!(fs instanceof TreeFs) || fs.readOnly) throw new FsError('EINVAL')
  return { fs, ino, changed }
}

/** Empties `work` of a workdir and makes it anew (fs/overlayfs/super.c, ovl_workdir_create). */
function makeWork(fs: TreeFs, workdir: Ino, time: Instant): void {
  const old = fs.child(workdir, 'work')
  if (old !== undefined) {
    removeAll(fs, old, time)
    fs.rmdir(workdir, 'work', time)
  }
  fs.mkdir(workdir, 'work', { mode: 0, uid: 0, gid: 0, time })
}

function removeAll(fs: TreeFs, dir: Ino, time: Instant): void {
  for (const { name, ino } of fs.readdir(dir)) {
    if (isDirectory(fs.stat(ino).mode)) {
      removeAll(fs, ino, time)
      fs.rmdir(dir, name, time)
    } else fs.unlink(dir, name, time)
  }
}

/**
 * `mount -t overlay` of any directories (fs/overlayfs/super.c, ovl_fill_super; index=off, redirect_dir=off, metacopy=off,
 * xino=off). EINVAL: too few or too many lowerdirs, no workdir, one that is none or is not apart from the upperdir on the same
 * file system, an upperdir on an overlay or on what cannot be written to, more than two overlays on top of each other. ELOOP:
 * a lowerdir twice, in another one, in the upperdir or the workdir. That upperdir and workdir must lie on one mount, and
 * that this one must be writable, is the caller's to check (EINVAL both).
 */
export function overlayOf(mount: OverlayMount): LiveOverlay {
  const { dev, lowers, time } = mount
  if (lowers.length === 0 || lowers.length > MAX_LOWERS) throw new FsError('EINVAL')
  for (const lower of lowers) demandDirectory(lower)
  const upper = mount.upper && writableDirectory(mount.upper)
  const work = mount.upper && mount.work && writableDirectory(mount.work)
  if (upper ? !work || work.fs !== upper.fs : lowers.length < 2) throw new FsError('EINVAL')
  if (upper && work && (isBelow(upper, work, true) || isBelow(work, upper))) throw new FsError('EINVAL')

  const real = lowers.map(behind)
  const traps: DirectoryRef[] = upper && work ? [upper, work] : []
  for (const lower of real) {
    if (traps.some((trap) => same(trap, lower))) throw new FsError('ELOOP')
    traps.push(lower)
  }
  if (real.some((lower) => traps.some((trap) => isBelow(lower, trap)))) throw new FsError('ELOOP')
  const depth = 1 + Math.max(...real.map(({ fs }) => depthOf(fs)))
  if (depth > MAX_DEPTH) throw new FsError('EINVAL')

  if (upper && work) {
    makeWork(upper.fs, work.ino, time)
  }
  const overlay = new LiveOverlay({
    dev,
    lowers: lowers.map(lowerSource).reverse(),
    depth,
    time,
    uuid: mount.uuid,
    changed: upper?.changed,
    create: mount.create,
    ...(upper && { upper: { fs: upper.fs, dir: upper.ino }, workdir: work!.ino }),
  })
  upper?.changed?.()
  return overlay
}
