import { decode, encode } from '../base/text.ts'
import type { Nanoseconds } from '../base/time.ts'
import type { Scheduler } from '../kernel/scheduler.ts'
import type { WindowSize } from '../kernel/termios.ts'
import { RESERVE } from './reserve.ts'

/** What a serial terminal is taken for, which says nothing of its size. */
export const SERIAL_SIZE: WindowSize = { columns: 80, rows: 24 }

/** A key as firmware and loader see it: `a`, `enter`, `escape`, `up`, `ctrl-x`. */
export type Key = string

/** What a person at the terminal is in front of. */
export type BootPlace = 'firmware' | 'firmware-menu' | 'loader' | 'grub-menu' | 'grub-editor' | 'grub-prompt'

/** The serial terminal before a kernel has it: text out, keys in. */
export class BootTerminal {
  onOutput: (bytes: Uint8Array) => void = () => {}
  private readonly scheduler: Scheduler
  private readonly typed: Key[] = []
  /** What was typed, before it is told apart. */
  private received: string[] = []
  private wake: (() => void) | undefined

  /** How much of it is to be seen. */
  size: WindowSize

  constructor(scheduler: Scheduler, size: WindowSize = SERIAL_SIZE) {
    this.scheduler = scheduler
    this.size = size
  }
  /** Told by firmware and loader. */
  place: BootPlace = 'firmware'
  /** Somebody waits for a key, however long that takes. */
  starved = false
  /** Somebody waits for a key, be it only for a while. */
  listens = false

  write(text: string): void {
    this.onOutput(encode(text.replaceAll('\n', '\r\n')))
  }
  input(bytes: Uint8Array): void {
    this.received.push(decode(bytes))
    this.wake?.()
  }
  pause(duration: Nanoseconds): Promise<unknown> {
    return this.scheduler.sleep(duration)
  }
  /** The next key; undefined when none came in time. */
  async key(within?: Nanoseconds): Promise<Key | undefined> {
    if (this.typed.length === 0 && this.received.length === 0) {
      this.starved = within === undefined
      this.listens = true
      await this.scheduler.block<void>((wake) => {
        this.wake = () => wake()
        const cancel = within === undefined ? () => {} : this.scheduler.after(within, () => wake())
        return cancel
      })
      this.wake = undefined
      this.starved = false
      this.listens = false
    }
    for (const text of this.received.splice(0)) this.typed.push(...RESERVE.code.keysOf(text))
    return this.typed.shift()
  }
}
