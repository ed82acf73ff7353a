import { FsError } from '../base/errors.ts'
import type { Filesystem } from './filesystem.ts'
import { isDirectory } from './filesystem.ts'
import { allocatedBytes, type Inode } from './inode.ts'

const PAGE = 4096

/** Counts what the inodes of a file system take, and refuses what it has no room for. */
export class SpaceMeter {
  bytes = 0
  count = 0
  /** What it may hold: ENOSPC beyond that. */
  capacity: Filesystem['capacity']
  /** Directories of a tmpfs take no pages. */
  private readonly inMemory: boolean

  constructor(inMemory: boolean) {
    this.inMemory = inMemory
  }

  private bytesOf(inode: Inode): number {
    return this.inMemory && isDirectory(inode.mode) ? 0 : allocatedBytes(inode)
  }

  /** How large a file can become, in whole pages. */
  roomOf(inode: Inode): number {
    if (!this.capacity) return Number.POSITIVE_INFINITY
    return Math.floor((this.capacity.bytes - this.bytes + this.bytesOf(inode)) / PAGE) * PAGE
  }

  /** An inode is put in the place of another or of none. ENOSPC. */
  put(inode: Inode, old: Inode | undefined): void {
    const growth = this.bytesOf(inode) - (old ? this.bytesOf(old) : 0)
    if (this.capacity) {
      if (growth > 0 && this.bytes + growth > this.capacity.bytes) throw new FsError('ENOSPC')
      if (!old && this.count >= this.capacity.inodes) throw new FsError('ENOSPC')
    }
    this.bytes += growth
    if (!old) this.count++
  }

  remove(inode: Inode): void {
    this.bytes -= this.bytesOf(inode)
    this.count--
  }
}
