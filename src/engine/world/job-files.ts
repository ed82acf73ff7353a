import { FsError } from '../base/errors.ts'
import { plainStat } from '../kernel/files.ts'
import type { OpenFile } from '../kernel/open-file.ts'
import type { Scheduler } from '../kernel/scheduler.ts'
import { WaitQueue } from '../kernel/waiting.ts'
import { S_IFIFO, type Stat } from '../vfs/filesystem.ts'

const STATUS: Stat = { ...plainStat(S_IFIFO | 0o600), ino: 1 }

/** Standard output of a job: whoever started it keeps the bytes. */
export class CapturedFile implements OpenFile {
  readonly kind = 'pipe'
  readonly path = 'pipe:[1]'
  readonly chunks: Uint8Array[] = []
  stat(): Stat {
    return STATUS
  }
  add(bytes: Uint8Array): void {
    this.chunks.push(bytes.slice())
  }
  read(): Promise<Uint8Array> {
    throw new FsError('EBADF')
  }
  async write(bytes: Uint8Array): Promise<void> {
    this.add(bytes)
  }
  release(): void {}
}

/** Standard input of a job: bytes that are there from the start. */
export class SourceFile implements OpenFile {
  readonly kind = 'pipe'
  readonly path = 'pipe:[1]'
  private readonly bytes: Uint8Array
  private at = 0
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
  stat(): Stat {
    return STATUS
  }
  async read(max: number): Promise<Uint8Array> {
    const part = this.bytes.subarray(this.at, this.at + max)
    this.at += part.length
    return part
  }
  write(): Promise<void> {
    throw new FsError('EBADF')
  }
  release(): void {}
}

/** Standard input of a launched program: the adapter feeds it while the program runs. */
export class FedFile implements OpenFile {
  readonly kind = 'pipe'
  readonly path = 'pipe:[1]'
  private readonly queue: Uint8Array[] = []
  private readonly readable: WaitQueue
  private ended = false
  constructor(scheduler: Scheduler) {
    this.readable = new WaitQueue(scheduler)
  }
  feed(bytes: Uint8Array): void {
    if (bytes.length > 0) this.queue.push(bytes)
    this.readable.wakeAll()
  }
  end(): void {
    this.ended = true
    this.readable.wakeAll()
  }
  stat(): Stat {
    return STATUS
  }
  async read(max: number): Promise<Uint8Array> {
    for (;;) {
      const chunk = this.queue.shift()
      if (chunk) {
        if (chunk.length > max) this.queue.unshift(chunk.subarray(max))
        return chunk.subarray(0, max)
      }
      if (this.ended) return new Uint8Array(0)
      await this.readable.wait()
    }
  }
  write(): Promise<void> {
    throw new FsError('EBADF')
  }
  release(): void {}
}
