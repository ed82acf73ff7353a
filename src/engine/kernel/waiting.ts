import type { Nanoseconds } from '../base/time.ts'
import type { Scheduler } from './scheduler.ts'

/** Tasks that wait for one thing to happen. */
export class WaitQueue {
  private readonly scheduler: Scheduler
  private readonly waiting = new Set<() => void>()
  private readonly watchers = new Set<() => void>()
  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler
  }
  /** No task waits for this alone. */
  get empty(): boolean {
    return this.waiting.size === 0
  }
  /** Blocks the running task until `wakeAll`. The caller checks its condition again. */
  wait(): Promise<void> {
    return this.scheduler.block<void>((wake) => {
      this.waiting.add(wake)
      return () => this.waiting.delete(wake)
    })
  }
  /** As `wait`, but so long at most. */
  waitAtMost(duration: Nanoseconds): Promise<void> {
    return this.scheduler.block<void>((wake) => {
      const done = (): void => {
        this.waiting.delete(woken)
        wake()
      }
      const cancel = this.scheduler.after(duration, done)
      const woken = (): void => {
        cancel()
        wake()
      }
      this.waiting.add(woken)
      return () => {
        cancel()
        this.waiting.delete(woken)
      }
    })
  }
  /** Calls once at the next `wakeAll`, for one who waits for other things too; the result takes it back. */
  watch(changed: () => void): () => void {
    this.watchers.add(changed)
    return () => this.watchers.delete(changed)
  }
  wakeAll(): void {
    if (this.waiting.size === 0 && this.watchers.size === 0) return
    const all = [...this.waiting, ...this.watchers]
    this.waiting.clear()
    this.watchers.clear()
    for (const wake of all) wake()
  }
}

/** A queue of messages between tasks. Senders block when `limit` messages wait; `close` ends it. */
export class Channel<T> {
  private readonly queue: T[] = []
  private readonly readers: WaitQueue
  private readonly writers: WaitQueue
  private readonly limit: number
  private ended = false
  private sent = false
  private failure: unknown
  constructor(scheduler: Scheduler, limit = 64) {
    this.readers = new WaitQueue(scheduler)
    this.writers = new WaitQueue(scheduler)
    this.limit = limit
  }
  /** Something was sent already. */
  get used(): boolean {
    return this.sent
  }
  get closed(): boolean {
    return this.ended
  }
  /** Appends without blocking, whatever the limit. */
  push(message: T): void {
    if (this.ended) return
    this.sent = true
    this.queue.push(message)
    this.readers.wakeAll()
  }
  async send(message: T): Promise<void> {
    while (this.queue.length >= this.limit && !this.ended) await this.writers.wait()
    this.push(message)
  }
  /** The next message; undefined at the end. Throws what `fail` was given. */
  async receive(): Promise<T | undefined> {
    for (;;) {
      const message = this.queue.shift()
      if (message !== undefined) {
        this.writers.wakeAll()
        return message
      }
      if (this.failure !== undefined) throw this.failure
      if (this.ended) return undefined
      await this.readers.wait()
    }
  }
  close(): void {
    this.ended = true
    this.readers.wakeAll()
    this.writers.wakeAll()
  }
  fail(error: unknown): void {
    this.failure = error
    this.close()
  }
}
