import type { Filesystem } from '../vfs/filesystem.ts'
import type { Kernel } from './kernel.ts'
import type { FilesystemStatus } from './process.ts'

const BLOCK = 4096
/** Share of an ext4 that only root may use (mke2fs(8), -m). */
const RESERVED = 0.05

/** How large the ext4 of a machine's disk is. */
export interface DiskSize {
  /** For files, in blocks of 4 KiB. */
  readonly blocks: number
  readonly inodes: number
  /** Bytes that something takes which the simulation does not hold. */
  readonly elsewhere: number
}

/** What a disk of 20 GB has for files. */
export const DISK_OF_20_GB: DiskSize = { blocks: 4_870_184, inodes: 1_248_480, elsewhere: 0 }

/** The disk of the machine: how large its ext4 is, and what takes room on it. */
export class Disk {
  readonly blocks: number
  readonly inodes: number
  /** Each tells bytes and inodes that a part of the machine keeps on the disk. */
  private readonly parts: (() => { bytes: number; inodes: number })[] = []

  constructor({ blocks, inodes, elsewhere }: DiskSize) {
    this.blocks = blocks
    this.inodes = inodes
    this.keeps(() => ({ bytes: elsewhere, inodes: 0 }))
  }

  keeps(part: () => { bytes: number; inodes: number }): void {
    this.parts.push(part)
  }
  get used(): { blocks: number; inodes: number } {
    let blocks = 0
    let inodes = 0
    for (const part of this.parts) {
      const usage = part()
      blocks += Math.ceil(usage.bytes / BLOCK)
      inodes += usage.inodes
    }
    return { blocks, inodes }
  }
}

/** statfs(2): a file system in memory has its own size, those that are computed have none, all others are on the disk. */
export function statusOf({ disk }: Kernel, fs: Filesystem): FilesystemStatus {
  const { type } = fs
  if (fs.capacity) {
    const { bytes, inodes } = type === 'devtmpfs' ? { bytes: 0, inodes: fs.usage().inodes } : fs.usage()
    const blocks = Math.floor(fs.capacity.bytes / BLOCK)
    const free = Math.max(0, blocks - Math.ceil(bytes / BLOCK))
    const reserved = type === 'ext4' ? Math.floor(blocks * RESERVED) : 0
    const filesFree = Math.max(0, fs.capacity.inodes - inodes)
    return {
      type,
      blockSize: BLOCK,
      blocks,
      free,
      available: Math.max(0, free - reserved),
      files: fs.capacity.inodes,
      filesFree,
    }
  }
  if (type !== 'ext4' && type !== 'overlay')
    return { type, blockSize: BLOCK, blocks: 0, free: 0, available: 0, files: 0, filesFree: 0 }
  const { used, blocks, inodes } = disk
  const free = Math.max(0, blocks - used.blocks)
  return {
    type,
    blockSize: BLOCK,
    blocks,
    free,
    available: Math.max(0, free - Math.floor(blocks * RESERVED)),
    files: inodes,
    filesFree: Math.max(0, inodes - used.inodes),
  }
}
