import type { Instant } from '../../base/time.ts'
import { type Ino, type NewInode, S_IFCHR } from '../filesystem.ts'
import { directoryOf, LINK_MAX } from '../inode.ts'
import type { TreeFs } from '../tree-fs.ts'
import { CopyUp } from './copy-up.ts'
import { childOf, type MergedIndex } from './merged-index.ts'

const WHITEOUT: NewInode & { mode: 0 } = { mode: 0, uid: 0, gid: 0, time: 0n }
/** In such a directory all belongs to its group. */
const S_ISGID = 0o2000
const WHITEOUT_DEVICE = { major: 0, minor: 0 }

/** An overlay that can hide what lies below: whiteouts, and directories that are empty but for them. */
export class Whiteouts extends CopyUp {
  private readonly workdir: Ino | undefined

  constructor(
    dev: number,
    lower: MergedIndex,
    upper: { fs: TreeFs | undefined; dir: Ino },
    workdir: Ino | undefined,
  ) {
    super(dev, lower, upper.fs, upper.dir)
    this.workdir = workdir
  }

  /** The layers below have this name: it must be whited out to be gone. */
  protected isBelow(dir: Ino, name: string): boolean {
    const { lower } = this.directory(dir)
    return lower !== undefined && childOf(this.lower, lower, name) !== undefined
  }

  /** A directory of the upperdir alone, whose whiteouts are names like others (fs/overlayfs/dir.c, ovl_pure_upper). */
  protected isPure(dir: Ino): boolean {
    return this.directory(dir).lower === undefined && !this.hidesWhiteouts(dir)
  }
  protected countAll(dir: Ino): number {
    return directoryOf(this.inode(dir)).entries.size
  }
  /** Empties the upper part of a directory that shows nothing. False where it has none. */
  protected clearWhiteouts(handle: Ino, time: Instant): boolean {
    const { upper } = this.directory(handle)
    if (upper === undefined) return false
    for (const { name } of this.upperFs!.readdir(upper)) this.upperFs!.unlink(upper, name, time)
    return true
  }

  /** A whiteout: a link to the one that the workdir holds, or one of its own where there is no workdir. */
  protected whiteout(dir: Ino, name: string, time: Instant): void {
    const upper = this.writableUpper()
    const work = this.workdir === undefined ? undefined : upper.child(this.workdir, 'work')
    if (work === undefined) {
      this.ownWhiteout(dir, name, time)
      return
    }
    let { whiteout, whiteouts } = this.current
    const shared = whiteout === undefined ? undefined : upper.find(whiteout)
    if (!shared || shared.nlink === 0 || shared.nlink >= LINK_MAX) {
      do whiteouts++
      while (upper.child(work, `#${whiteouts.toString(16)}`) !== undefined)
      whiteout = this.ownWhiteout(work, `#${whiteouts.toString(16)}`, time)
      this.current = { ...this.current, whiteout, whiteouts }
    }
    upper.link(dir, name, whiteout!, time)
  }

  protected ownWhiteout(dir: Ino, name: string, time: Instant): Ino {
    const upper = this.writableUpper()
    const { mode, gid } = upper.find(dir)!
    const own = { ...WHITEOUT, gid: mode & S_ISGID ? gid : 0, time }
    return upper.mknod(dir, name, S_IFCHR, WHITEOUT_DEVICE, own)
  }
}
