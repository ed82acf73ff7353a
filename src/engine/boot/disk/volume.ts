import { type Body, bytesBody, concatBody, writeBody, zeroBody } from '../../base/body.ts'
import type { TreeFs } from '../../vfs/tree-fs.ts'
import { SECTOR } from './bytes.ts'
import { SUPERBLOCK, superblockOf, type VolumeFacts } from './superblock.ts'

/** What a volume is made with. */
export type NewVolume = Omit<VolumeFacts, 'dirty'> & {
  /** Its files; a swap area has none. */
  readonly fs?: TreeFs
}

/** A file system or a swap area on a partition. */
export class Volume {
  /** It was mounted for writing and not unmounted since. */
  dirty = false
  /** It is mounted for writing now. */
  inUse = false
  private readonly made: NewVolume
  /** Its bytes, once somebody wrote over them. */
  private raw: Body | undefined
  private lost = false

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
  get content(): Body {
    if (this.raw) return this.raw
    const head = superblockOf({ ...this.made, dirty: this.dirty || this.inUse })
    return concatBody([bytesBody(head), zeroBody(this.made.sectors * SECTOR - head.length)])
  }
  /** Bytes written past the file system. Over the superblock they are its end. */
  overwrite(offset: number, bytes: Uint8Array): void {
    this.raw = writeBody(this.content, offset, bytes)
    if (offset < SUPERBLOCK) this.lost = true
  }
}
