import type { Body } from '../base/body.ts'
import type { Filesystem } from '../vfs/filesystem.ts'

/** A disk or a partition as the kernel knows it. */
export interface BlockDevice {
  /** `sda`, `sda1`. */
  readonly name: string
  readonly major: number
  readonly minor: number
  /** Of 512 bytes. */
  readonly sectors: number
  /** Where a partition begins on its disk, in sectors. */
  readonly start?: number
  /** Number of a partition. */
  readonly partition?: number
  /** Disk that a partition is of. */
  readonly disk?: string
  /** What the disk says it is: `QEMU HARDDISK`. */
  readonly model?: string
  /** What mount(2) shows; undefined where there is no file system that is known. */
  filesystem(): Filesystem | undefined
  /** Hears that its file system came into use, changed, or is out of use: the driver logs it. */
  noteUse?(event: 'mounted' | 'remounted' | 'unmounted', readOnly: boolean): void
  /** All its bytes, lazily; undefined where nothing but the file system is simulated. */
  readonly content?: () => Body
  /** Looks at a disk's table again: partitions come and go. Numbers of those that are in use, and stay (BLKPG). */
  readonly reread?: () => number[]
  /** Overwrites bytes of it. */
  readonly overwrite?: (offset: number, bytes: Uint8Array) => void
}

/** A swap area in use (swapon(2)). */
export interface SwapArea {
  readonly path: string
  readonly kib: number
  readonly priority: number
}

/** The block devices that drivers have found, in their order. */
export class BlockDevices {
  /** Areas in use for swapping, in the order in which they were added. */
  readonly swaps: SwapArea[] = []
  /** Hears of each that is found. */
  onAdd: ((device: BlockDevice) => void) | undefined
  /** Hears of each that is taken away. */
  onRemove: ((device: BlockDevice) => void) | undefined
  private readonly known: BlockDevice[] = []

  get all(): readonly BlockDevice[] {
    return this.known
  }
  add(device: BlockDevice): void {
    this.known.push(device)
    this.onAdd?.(device)
  }
  remove(device: BlockDevice): void {
    const at = this.known.indexOf(device)
    if (at < 0) return
    this.known.splice(at, 1)
    this.onRemove?.(device)
  }
  get(major: number, minor: number): BlockDevice | undefined {
    return this.known.find((device) => device.major === major && device.minor === minor)
  }
  /** The device that a file system lies on. */
  holding(fs: Filesystem): BlockDevice | undefined {
    return this.known.find((device) => device.filesystem() === fs)
  }
}
