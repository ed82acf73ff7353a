import { type Body, writeBody, zeroBody } from '../../base/body.ts'
import { SECTOR } from '../../vfs/blocks/bytes.ts'
import { SUPERBLOCK, type VolumeFacts } from '../../vfs/blocks/superblock.ts'
import type { Tree } from '../../vfs/tree.ts'
import type { TreeFs } from '../../vfs/tree-fs.ts'
import { RESERVE } from '../reserve.ts'
import { superblockOf } from './superblock.ts'

/** What a volume is made with. */
export type NewVolume = Omit<VolumeFacts, 'dirty'> & {
  /** Its files; a swap area has none. */
  readonly fs?: TreeFs
  /** Number of the device that its files lie on. */
  readonly dev?: number
}

/** A volume at one moment: its files, its state, what was written over it. */
export interface VolumeState {
  readonly made: NewVolume
  readonly tree: Tree | undefined
  readonly dirty: boolean
  readonly raw: Body | undefined
  readonly lost: boolean
}

/** A file system or a swap area on a partition. */
export class Volume {
  /** It was mounted for writing and not unmounted since. */
  dirty = false
  /** It is mounted for writing now. */
  inUse = false
  private made: NewVolume
  /** Its bytes, once somebody wrote over them. */
  private raw: Body | undefined
  private lost = false
  /** Its content as it was last put together, and of what. */
  private known:
    | { made: NewVolume; raw: Body | undefined; lost: boolean; dirty: boolean; content: Body }
    | undefined

  constructor(made: NewVolume) {
    this.made = made
  }
  /** What its superblock says; undefined once that was written over. */
  get facts(): VolumeFacts | undefined {
    return this.lost ? undefined : { ...this.made, dirty: this.dirty || this.inUse }
  }
  /** Its files, as long as its superblock leads to them. */
  get fs(): TreeFs | undefined {
    return this.lost ? undefined : this.made.fs
  }
  /** Keeping it costs nothing. */
  get state(): VolumeState {
    const { made, raw, lost } = this
    return { made, tree: made.fs?.tree, dirty: this.dirty || this.inUse, raw, lost }
  }
  /** Goes back to a state: nobody has it mounted then. */
  restore({ made, tree, dirty, raw, lost }: VolumeState): void {
    this.made = made
    this.raw = raw
    this.lost = lost
    this.dirty = dirty
    this.inUse = false
    if (tree) made.fs?.restore(tree)
  }
  get content(): Body {
    const { made, raw, lost } = this
    const dirty = this.dirty || this.inUse
    const { known } = this
    if (known && known.made === made && known.raw === raw && known.lost === lost && known.dirty === dirty)
      return known.content
    const all = raw ?? zeroBody(made.sectors * SECTOR)
    const content = lost ? all : writeBody(all, 0, superblockOf({ ...made, dirty }))
    this.known = { made, raw, lost, dirty, content }
    return content
  }
  /** Bytes written past the file system. A superblock may be changed; what is none any more is its end. */
  overwrite(offset: number, bytes: Uint8Array): void {
    const content = writeBody(this.content, offset, bytes)
    this.raw = content
    if (offset >= SUPERBLOCK) return
    const now = RESERVE.code.overwritten(content.read(0, SUPERBLOCK), this.made)
    this.lost = now === undefined
    if (!now) return
    this.made = now.made
    this.dirty = now.dirty
  }
}
