/** A part of a key sequence that names no key. */
export class UnknownKey extends Error {
  readonly key: string
  constructor(key: string) {
    super(`Unknown character: '${key}'`)
    this.key = key
  }
}

/** `ctrl-p,ctrl-q`, `a,ctrl-z`: the bytes that detach a session (moby/term, ToBytes). Throws `UnknownKey`. */
export function detachBytes(text: string): readonly number[] {
  const keys = text === '' ? 'ctrl-p,ctrl-q' : text
  return keys.split(',').map((key) => {
    if (key.length === 1) return key.charCodeAt(0)
    const control = /^ctrl-(.)$/.exec(key)?.[1]
    const at = control === undefined ? -1 : '@abcdefghijklmnopqrstuvwxyz[\\]^_'.indexOf(control)
    if (at === -1) throw new UnknownKey(key)
    return at
  })
}

/** Watches typed bytes for the keys. What may be their beginning is held back. */
export class DetachWatch {
  private readonly keys: readonly number[]
  private matched = 0
  constructor(keys: readonly number[]) {
    this.keys = keys
  }

  /** What goes on to the container; `detached` when the keys were typed to the end. */
  feed(bytes: Uint8Array): { pass: Uint8Array; detached: boolean } {
    const pass: number[] = []
    for (const byte of bytes) {
      if (byte === this.keys[this.matched]) {
        this.matched++
        if (this.matched === this.keys.length) return { pass: new Uint8Array(pass), detached: true }
        continue
      }
      pass.push(...this.keys.slice(0, this.matched))
      this.matched = byte === this.keys[0] ? 1 : 0
      if (this.matched === 0) pass.push(byte)
    }
    return { pass: new Uint8Array(pass), detached: false }
  }
}
