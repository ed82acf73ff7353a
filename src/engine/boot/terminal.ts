import { decode, encode } from '../base/text.ts'
import type { Nanoseconds } from '../base/time.ts'
import type { Scheduler } from '../kernel/scheduler.ts'

/** A key as firmware and loader see it: `a`, `enter`, `escape`, `up`, `ctrl-x`. */
export type Key = string

const SEQUENCES: Readonly<Record<string, Key>> = {
  '\x1b[A': 'up',
  '\x1b[B': 'down',
  '\x1b[C': 'right',
  '\x1b[D': 'left',
  '\x1b[H': 'home',
  '\x1b[F': 'end',
  '\x1b[5~': 'page-up',
  '\x1b[6~': 'page-down',
  '\x1b[3~': 'delete',
  '\x1bOP': 'f1',
  '\x1bOQ': 'f2',
  '\x1b[21~': 'f10',
}

/** The keys that some bytes of a terminal stand for. A lone ESC is the key. */
export function keysOf(text: string): Key[] {
  const keys: Key[] = []
  for (let at = 0; at < text.length; ) {
    const sequence = Object.keys(SEQUENCES).find((each) => text.startsWith(each, at))
    const char = text[at]!
    const code = text.charCodeAt(at)
    if (sequence) keys.push(SEQUENCES[sequence]!)
    else if (char === '\r' || char === '\n') keys.push('enter')
    else if (char === '\x1b') keys.push('escape')
    else if (code === 127 || code === 8) keys.push('backspace')
    else if (char === '\t') keys.push('tab')
    else if (code < 32) keys.push(`ctrl-${String.fromCharCode(code + 96)}`)
    else keys.push(char)
    at += sequence?.length ?? 1
  }
  return keys
}

/** What a person at the terminal is in front of. */
export type BootPlace = 'firmware' | 'firmware-menu' | 'loader' | 'grub-menu' | 'grub-editor' | 'grub-prompt'

/** The serial terminal before a kernel has it: text out, keys in. */
export class BootTerminal {
  onOutput: (bytes: Uint8Array) => void = () => {}
  private readonly scheduler: Scheduler
  private readonly typed: Key[] = []
  private wake: (() => void) | undefined

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler
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
    this.typed.push(...keysOf(decode(bytes)))
    this.wake?.()
  }
  pause(duration: Nanoseconds): Promise<unknown> {
    return this.scheduler.sleep(duration)
  }
  /** The next key; undefined when none came in time. */
  async key(within?: Nanoseconds): Promise<Key | undefined> {
    if (this.typed.length === 0) {
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
    return this.typed.shift()
  }
  /** A line typed at a prompt, with erasing by Backspace. Undefined after Escape. */
  async line(prompt: string): Promise<string | undefined> {
    this.write(prompt)
    let text = ''
    for (;;) {
      const key = await this.key()
      if (key === 'enter') {
        this.write('\n')
        return text
      }
      if (key === 'escape') return undefined
      if (key === 'backspace' && text !== '') {
        text = text.slice(0, -1)
        this.write('\b \b')
      } else if (key !== undefined && key.length === 1) {
        text += key
        this.write(key)
      }
    }
  }
}
