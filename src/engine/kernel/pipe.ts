import { FsError } from '../base/errors.ts'
import { concatBytes } from '../base/text.ts'
import type { Scheduler } from './scheduler.ts'
import { WaitQueue } from './waiting.ts'

/** Capacity of a pipe in bytes (pipe(7)). */
const CAPACITY = 65536
/** A write of no more bytes than this is not torn apart (PIPE_BUF). */
const ATOMIC = 4096

/** Bytes from writers to readers (pipe(7)). Ends are counted by the open files that hold them. */
export class Pipe {
  readers = 0
  writers = 0
  private readonly counts = { readers: 0, writers: 0 }
  private readonly queue: Uint8Array[] = []
  private size = 0
  private readonly readable: WaitQueue
  private readonly writable: WaitQueue
  private readonly scheduler: Scheduler
  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler
    this.readable = new WaitQueue(scheduler)
    this.writable = new WaitQueue(scheduler)
  }

  /** A reader waits and nothing is there for it. */
  get starved(): boolean {
    return !this.readable.empty
  }

  /** Something can be read, or the end is there; a write of no more than PIPE_BUF would not block. */
  get readiness(): { readonly in: boolean; readonly out: boolean } {
    return {
      in: this.size > 0 || this.writers === 0,
      out: this.readers === 0 || CAPACITY - this.size >= ATOMIC,
    }
  }
  watch(changed: () => void): () => void {
    const forget = [this.readable.watch(changed), this.writable.watch(changed)]
    return () => {
      for (const one of forget) one()
    }
  }

  async read(max: number): Promise<Uint8Array> {
    while (this.size === 0) {
      if (this.writers === 0) return new Uint8Array(0)
      await this.readable.wait()
    }
    const taken: Uint8Array[] = []
    let left = max
    while (left > 0 && this.queue.length > 0) {
      const chunk = this.queue[0]!
      if (chunk.length <= left) {
        taken.push(chunk)
        this.queue.shift()
        left -= chunk.length
      } else {
        taken.push(chunk.subarray(0, left))
        this.queue[0] = chunk.subarray(left)
        left = 0
      }
    }
    this.size -= max - left
    this.writable.wakeAll()
    await this.scheduler.tick()
    return concatBytes(taken)
  }

  /** EPIPE when no reader is left. */
  async write(bytes: Uint8Array): Promise<void> {
    const least = bytes.length <= ATOMIC ? bytes.length : 1
    for (let at = 0; at < bytes.length; ) {
      if (this.readers === 0) throw new FsError('EPIPE')
      const room = CAPACITY - this.size
      if (room < least) {
        await this.writable.wait()
        continue
      }
      const part = bytes.slice(at, at + room)
      this.queue.push(part)
      this.size += part.length
      at += part.length
      this.readable.wakeAll()
    }
    await this.scheduler.tick()
  }

  openReader(): void {
    this.readers++
    this.counts.readers++
    this.writable.wakeAll()
  }
  openWriter(): void {
    this.writers++
    this.counts.writers++
    this.readable.wakeAll()
  }
  /** How often a side was opened so far. */
  opened(side: 'readers' | 'writers'): number {
    return this.counts[side]
  }
  /** Waits until a side has been opened more than `count` times. */
  async peer(side: 'readers' | 'writers', count: number): Promise<void> {
    const queue = side === 'writers' ? this.readable : this.writable
    while (this.counts[side] <= count) await queue.wait()
  }
  closeReader(): void {
    if (--this.readers === 0) this.writable.wakeAll()
  }
  closeWriter(): void {
    if (--this.writers === 0) this.readable.wakeAll()
  }
}
