import { FsError } from '../base/errors.ts'
import type { Stat } from '../vfs/filesystem.ts'
import type { BlockDevice } from './block-devices.ts'
import type { OpenFile } from './open-file.ts'
import type { Scheduler } from './scheduler.ts'

/** Largest transfer of one read. */
const MAX_READ = 1 << 17
const SECTOR = 512

/** A block device opened by its file (sd(4)): its bytes, at an offset. */
export class BlockFile implements OpenFile {
  readonly kind = 'device'
  readonly path: string
  offset = 0
  private readonly device: BlockDevice
  private readonly status: Stat
  private readonly scheduler: Scheduler

  /** ENXIO where its bytes are not simulated. */
  constructor(path: string, device: BlockDevice, status: Stat, scheduler: Scheduler) {
    if (!device.content) throw new FsError('ENXIO')
    this.path = path
    this.device = device
    this.status = status
    this.scheduler = scheduler
  }
  /** Bytes of the device. */
  get size(): number {
    return this.device.sectors * SECTOR
  }
  stat(): Stat {
    return this.status
  }
  async read(max: number): Promise<Uint8Array> {
    const bytes = this.device.content!().read(this.offset, Math.min(max, MAX_READ))
    this.offset += bytes.length
    await this.scheduler.tick()
    return bytes
  }
  async write(bytes: Uint8Array): Promise<void> {
    if (!this.device.overwrite) throw new FsError('EROFS')
    if (this.offset + bytes.length > this.size) throw new FsError('ENOSPC')
    this.device.overwrite(this.offset, bytes)
    this.offset += bytes.length
    await this.scheduler.tick()
  }
  release(): void {}
}
