import { FsError } from '../../../src/engine/base/errors.ts'
import { COOKED, type Termios } from '../../../src/engine/kernel/termios.ts'
import type { Node } from './files.ts'

/** An open file description; `refs` descriptors share it. */
export interface Open {
  refs: number
  read(max: number): Promise<Uint8Array>
  write(bytes: Uint8Array): Promise<void>
  released(): void
  readonly node?: Node
  readonly tty?: Tty
  readonly pipeEnd?: 'read' | 'write'
}

export function openNode(node: Node, flags: { append?: boolean }): Open {
  let offset = 0
  const device = (node.mode & 0o170000) === 0o020000
  return {
    refs: 1,
    node,
    async read(max) {
      if (node.entries) throw new FsError('EISDIR')
      const part = node.bytes.subarray(offset, offset + max)
      offset += part.length
      return part.slice()
    },
    async write(bytes) {
      if (device) return
      if (flags.append) offset = node.bytes.length
      const all = new Uint8Array(Math.max(node.bytes.length, offset + bytes.length))
      all.set(node.bytes)
      all.set(bytes, offset)
      node.bytes = all
      offset += bytes.length
    },
    released() {},
  }
}

export interface Pipe {
  readonly read: Open
  readonly write: Open
}

const CAPACITY = 65536

/** `broken` is called when somebody writes and nobody reads. */
export function createPipe(): Pipe {
  const chunks: Uint8Array[] = []
  let size = 0
  let writers = 1
  let readers = 1
  let wake: (() => void)[] = []
  const changed = (): void => {
    const list = wake
    wake = []
    for (const each of list) each()
  }
  const wait = (): Promise<void> => new Promise((resolve) => wake.push(resolve))
  const read: Open = {
    refs: 1,
    pipeEnd: 'read',
    async read(max) {
      while (chunks.length === 0) {
        if (writers === 0) return new Uint8Array(0)
        await wait()
      }
      const first = chunks[0]!
      const part = first.subarray(0, max)
      if (part.length === first.length) chunks.shift()
      else chunks[0] = first.subarray(max)
      size -= part.length
      changed()
      return part
    },
    write: () => Promise.reject(new FsError('EBADF')),
    released() {
      readers = 0
      changed()
    },
  }
  const write: Open = {
    refs: 1,
    pipeEnd: 'write',
    read: () => Promise.reject(new FsError('EBADF')),
    async write(bytes) {
      if (bytes.length === 0) return
      while (size > CAPACITY && readers > 0) await wait()
      if (readers === 0) throw new FsError('EPIPE')
      chunks.push(bytes.slice())
      size += bytes.length
      changed()
    },
    released() {
      writers = 0
      changed()
    },
  }
  return { read, write }
}

/** The slave side of a terminal, without a line discipline of its own beyond echo of nothing. */
export class Tty {
  columns = 80
  rows = 24
  foreground = 0
  output = ''
  modes: Termios = { ...COOKED }
  private input: number[] = []
  private waiting: (() => void)[] = []
  get queued(): number {
    return this.input.length
  }
  onSignalKey: (signal: 'SIGINT' | 'SIGTSTP') => void = () => undefined

  type(text: string): void {
    for (const byte of new TextEncoder().encode(text)) {
      if (this.modes.isig && byte === 3) this.onSignalKey('SIGINT')
      else if (this.modes.isig && byte === 26) this.onSignalKey('SIGTSTP')
      else this.input.push(byte)
    }
    const list = this.waiting
    this.waiting = []
    for (const each of list) each()
  }
  open(): Open {
    return {
      refs: 1,
      tty: this,
      read: async (max) => {
        while (this.input.length === 0) await new Promise<void>((resolve) => this.waiting.push(resolve))
        return new Uint8Array(this.input.splice(0, max))
      },
      write: async (bytes) => {
        const text = new TextDecoder().decode(bytes)
        this.output += this.modes.onlcr ? text.replaceAll('\n', '\r\n') : text
      },
      released() {},
    }
  }
}
