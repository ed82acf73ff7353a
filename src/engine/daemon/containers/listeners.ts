import type { Kernel } from '../../kernel/kernel.ts'
import { type Channel, WaitQueue } from '../../kernel/waiting.ts'
import type { OutputFrame } from '../api.ts'

/** Bytes that a listener may be behind before the process has to wait: what a connection holds in its buffers. */
const BEHIND = 65536

interface Listener {
  readonly channel: Channel<OutputFrame>
  readonly wants: (frame: OutputFrame) => boolean
  behind: number
}

/** Who reads the output of a process as it comes. The slowest sets the pace. */
export class Listeners {
  private readonly kernel: Kernel
  private readonly all = new Set<Listener>()
  private readonly read: WaitQueue

  constructor(kernel: Kernel) {
    this.kernel = kernel
    this.read = new WaitQueue(kernel.scheduler)
  }

  /** One more; `next` answers undefined at the end. */
  add(wants: Listener['wants']): { next(): Promise<OutputFrame | undefined>; close(): void } {
    const listener: Listener = { channel: this.kernel.channel(), wants, behind: 0 }
    this.all.add(listener)
    return {
      next: async () => {
        const frame = await listener.channel.receive()
        listener.behind -= frame?.bytes.length ?? 0
        this.read.wakeAll()
        return frame
      },
      close: () => {
        this.all.delete(listener)
        listener.channel.close()
        this.read.wakeAll()
      },
    }
  }

  tell(frame: OutputFrame): void {
    for (const listener of this.all) {
      if (!listener.wants(frame)) continue
      listener.channel.push(frame)
      listener.behind += frame.bytes.length
    }
  }

  /** Blocks until all have come near enough. */
  async room(): Promise<void> {
    while ([...this.all].some(({ behind }) => behind > BEHIND)) await this.read.wait()
  }

  /** The output is at its end. */
  close(): void {
    for (const { channel } of this.all) channel.close()
    this.all.clear()
    this.read.wakeAll()
  }
}
