import type { Body } from '../../base/body.ts'
import type { Instant } from '../../base/time.ts'
import type { Attributes, DirEntry, Filesystem, Ino, NewInode, Stat } from '../filesystem.ts'
import type { Origin } from './explain.ts'
import type { LowerDir } from './lower-dir.ts'
import { MergedDirectories } from './merged-directories.ts'
import { type MergedIndex, mergeLayer } from './merged-index.ts'
import { OverlayFs, type OverlayFsOptions } from './overlay-fs.ts'

/** A lowerdir that may change while it is mounted. The same value means that nothing has changed. */
export interface LowerSource {
  current(): LowerDir
}

export interface LiveOverlayOptions extends Omit<OverlayFsOptions, 'lower'> {
  /** Base first. */
  readonly lowers: readonly LowerSource[]
  /** How many overlays lie on top of each other, this one included. */
  readonly depth: number
  /** Called after every change of the upperdir. */
  readonly changed?: (() => void) | undefined
  /** Makes the overlay itself, where it is to be one that is watched. */
  readonly create?: ((options: OverlayFsOptions) => OverlayFs) | undefined
}

const indexOf = (lowers: readonly LowerDir[]): MergedIndex =>
  lowers.reduce<MergedIndex | undefined>(mergeLayer, undefined)!

/**
 * An overlay over directories that others may change: what they do shows here, though overlayfs.rst leaves open what does
 * ("Changes to underlying filesystems"). Merged again when a tree below is another one than before.
 */
export class LiveOverlay implements Filesystem {
  readonly type = 'overlay'
  readonly dev: number
  readonly root: Ino
  readonly depth: number
  private readonly inner: OverlayFs
  private readonly sources: readonly LowerSource[]
  private readonly changed: (() => void) | undefined
  private lowers: readonly LowerDir[]
  private directories: MergedDirectories

  constructor(options: LiveOverlayOptions) {
    const { lowers, depth, changed, create = (given) => new OverlayFs(given), ...rest } = options
    this.sources = lowers
    this.lowers = lowers.map((source) => source.current())
    this.directories = new MergedDirectories(this.lowers)
    this.inner = create({ ...rest, lower: indexOf(this.lowers) })
    this.dev = options.dev
    this.root = this.inner.root
    this.depth = depth
    this.changed = changed
  }

  /** The overlay over what is below now. */
  get overlay(): OverlayFs {
    const lowers = this.sources.map((source) => source.current())
    if (lowers.some((lower, i) => lower !== this.lowers[i])) {
      this.lowers = lowers
      this.inner.remerge(this.merged(lowers))
    }
    return this.inner
  }
  /** Most writes are to something else on the same disk: what was merged is good still, in trees of now. */
  private merged(lowers: readonly LowerDir[]): MergedIndex {
    if (this.directories.areSame(lowers)) return { layers: lowers, root: this.inner.lower.root }
    this.directories = new MergedDirectories(lowers)
    return indexOf(lowers)
  }
  get readOnly(): boolean {
    return this.inner.readOnly
  }
  private change<T>(edit: (overlay: OverlayFs) => T): T {
    const result = edit(this.overlay)
    this.changed?.()
    return result
  }

  /** Which layers have something under a path, top first, and what hides what. */
  explain(path: string): Origin[] {
    return this.overlay.explain(path)
  }

  stat(ino: Ino): Stat {
    return this.overlay.stat(ino)
  }
  lookup(dir: Ino, name: string): Ino {
    return this.overlay.lookup(dir, name)
  }
  parent(dir: Ino): Ino {
    return this.overlay.parent(dir)
  }
  readdir(dir: Ino): DirEntry[] {
    return this.change((at) => at.readdir(dir))
  }
  readlink(ino: Ino): string {
    return this.overlay.readlink(ino)
  }
  body(ino: Ino): Body {
    return this.overlay.body(ino)
  }
  xattrs(ino: Ino): ReadonlyMap<string, Uint8Array> {
    return this.overlay.xattrs(ino)
  }
  usage(): { bytes: number; inodes: number } {
    return this.overlay.usage()
  }

  create(dir: Ino, name: string, attributes: NewInode): Ino {
    return this.change((at) => at.create(dir, name, attributes))
  }
  mkdir(dir: Ino, name: string, attributes: NewInode): Ino {
    return this.change((at) => at.mkdir(dir, name, attributes))
  }
  symlink(dir: Ino, name: string, target: string, attributes: NewInode): Ino {
    return this.change((at) => at.symlink(dir, name, target, attributes))
  }
  mknod(dir: Ino, name: string, type: number, rdev: Stat['rdev'], attributes: NewInode): Ino {
    return this.change((at) => at.mknod(dir, name, type, rdev, attributes))
  }
  link(dir: Ino, name: string, ino: Ino, time: Instant): void {
    this.change((at) => at.link(dir, name, ino, time))
  }
  unlink(dir: Ino, name: string, time: Instant): void {
    this.change((at) => at.unlink(dir, name, time))
  }
  rmdir(dir: Ino, name: string, time: Instant): void {
    this.change((at) => at.rmdir(dir, name, time))
  }
  rename(fromDir: Ino, from: string, toDir: Ino, to: string, time: Instant): void {
    this.change((at) => at.rename(fromDir, from, toDir, to, time))
  }
  write(ino: Ino, offset: number, bytes: Uint8Array, time: Instant): void {
    this.change((at) => at.write(ino, offset, bytes, time))
  }
  setBody(ino: Ino, body: Body, time: Instant): void {
    this.change((at) => at.setBody(ino, body, time))
  }
  setattr(ino: Ino, attributes: Attributes): void {
    this.change((at) => at.setattr(ino, attributes))
  }
  setxattr(ino: Ino, name: string, value: Uint8Array, time: Instant): void {
    this.change((at) => at.setxattr(ino, name, value, time))
  }
  removexattr(ino: Ino, name: string, time: Instant): void {
    this.change((at) => at.removexattr(ino, name, time))
  }
  open(ino: Ino, write: boolean, time: Instant): Ino {
    return this.change((at) => at.open(ino, write, time))
  }
  release(ino: Ino): void {
    this.change((at) => at.release(ino))
  }
}
