import type { Nanoseconds } from '../../base/time.ts'
import type { Scheduler } from '../scheduler.ts'

/** What one packet costs on the simulated clock, each time that it passes a device. */
const PACKET: Nanoseconds = 4_000

/**
 * Packets on their way, in the order in which they were sent. They are handled before the call that sent the first of
 * them returns, as the kernel does it (softirq), but never within one another.
 */
export class SoftInterrupts {
  private readonly scheduler: Scheduler
  private readonly queue: (() => void)[] = []
  private draining = false
  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler
  }

  /** Handles a packet after those that wait. */
  raise(handle: () => void): void {
    this.queue.push(handle)
    if (this.draining) return
    this.draining = true
    try {
      for (let at = 0; at < this.queue.length; at++) {
        this.scheduler.charge(PACKET)
        this.queue[at]!()
        if (at === 1023) {
          this.queue.splice(0, at + 1)
          at = -1
        }
      }
    } finally {
      this.queue.length = 0
      this.draining = false
    }
  }
}
