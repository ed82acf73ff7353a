import type { Reply } from './protocol.ts'

/** Bytes of output that the page may be behind before the world waits for it: else Ctrl-C would come after megabytes. */
const BEHIND = 65536
/** Bytes of output that are kept for one message at most. */
const HELD = 16384
/** Output of a machine that goes on at once is sent this often at most, in milliseconds. */
const SENT_EVERY = 100

/**
 * Output on its way to the screen. What comes in one turn goes as one message, since each costs the page a turn of its own; what else happens is
 * told after it.
 */
export class Backlog {
  readonly #post: (reply: Reply) => void
  readonly #now: () => number
  #sentAt = 0
  readonly #held: Uint8Array[] = []
  #heldBytes = 0
  #terminal = 0
  #bytes = 0
  #caughtUp: () => void = () => {}

  constructor(post: (reply: Reply) => void, now: () => number) {
    this.#post = post
    this.#now = now
  }

  /** The page is too far behind. */
  get full(): boolean {
    return this.#bytes > BEHIND
  }
  add(terminal: number, data: Uint8Array): void {
    if (terminal !== this.#terminal) this.send()
    this.#terminal = terminal
    this.#held.push(data)
    this.#heldBytes += data.length
    this.#bytes += data.length
    if (this.#heldBytes > HELD) this.send()
  }
  /** Sends what is held; of a machine that `hurries` not line by line. */
  send(hurries = false): void {
    const now = this.#now()
    if (this.#held.length === 0 || (hurries && !this.full && now - this.#sentAt < SENT_EVERY)) return
    this.#sentAt = now
    const data = new Uint8Array(this.#heldBytes)
    let at = 0
    for (const part of this.#held.splice(0)) {
      data.set(part, at)
      at += part.length
    }
    this.#heldBytes = 0
    this.#post({ type: 'output', terminal: this.#terminal, data })
  }
  /** Sends what is held, and then something else; pictures of the world need not wait for output, nor it for them. */
  tell(reply: Reply): void {
    if (reply.type !== 'views' && reply.type !== 'machine') this.send()
    this.#post(reply)
  }
  /** So much more is on the screen. */
  shown(bytes: number): void {
    this.#bytes -= bytes
    if (!this.full) this.#caughtUp()
  }
  /** Calls back when the page has come near enough. */
  onCaughtUp(callback: () => void): void {
    this.#caughtUp = callback
  }
}
