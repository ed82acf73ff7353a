import type { Fd, Process } from '../kernel/process.ts'
import { toBytes, toText } from './text.ts'

const BLOCK = 32768
const READ = 65536

/**
 * Buffered output on a descriptor, as stdio(3): by line on a terminal, by block elsewhere. `write` must be
 * awaited: that is where a full pipe blocks and where Ctrl-C comes in.
 */
export class Output {
  private readonly process: Process
  readonly fd: Fd
  /** True on a terminal: what is written appears line by line. */
  readonly terminal: boolean
  private parts: (string | Uint8Array)[] = []
  private size = 0
  private calls = 0

  constructor(process: Process, fd: Fd) {
    this.process = process
    this.fd = fd
    this.terminal = process.isOpen(fd) && process.isatty(fd)
  }

  async write(data: string | Uint8Array): Promise<void> {
    await this.put(data)
  }

  /** As `write`, for many small pieces: a promise only where there is something to wait for. */
  put(data: string | Uint8Array): Promise<void> | undefined {
    if (data.length === 0) return undefined
    this.parts.push(data)
    this.size += data.length
    if (this.size >= BLOCK) return this.flush()
    if (this.terminal && (typeof data === 'string' ? data.includes('\n') : data.includes(10)))
      return this.flush()
    return (++this.calls & 511) === 0 ? this.process.yield() : undefined
  }

  async flush(): Promise<void> {
    if (this.parts.length === 0) return
    const parts = this.parts
    this.parts = []
    this.size = 0
    for (let i = 0, from = 0; i <= parts.length; i++) {
      const part = parts[i]
      if (typeof part === 'string') continue
      if (i > from) await this.process.write(this.fd, toBytes(parts.slice(from, i).join('')))
      if (part) await this.process.write(this.fd, part)
      from = i + 1
    }
  }
}

/** Everything from a descriptor in pieces of at most 64 KiB, each as soon as it is there. */
export async function* chunks(process: Process, fd: Fd): AsyncGenerator<Uint8Array, void, void> {
  for (;;) {
    const chunk = await process.read(fd, READ)
    if (chunk.length === 0) return
    yield chunk
  }
}

/** All bytes from a descriptor. */
export async function readAll(process: Process, fd: Fd): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks(process, fd)) {
    parts.push(new Uint8Array(chunk))
    size += chunk.length
  }
  const all = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Some whole lines without their delimiter. `terminated` is false only for a last line that has none. */
export interface Lines {
  readonly lines: string[]
  readonly terminated: boolean
}

/** The lines of a descriptor, in batches as they arrive. `delimiter` is a byte, newline by default. */
export async function* lineBatches(
  process: Process,
  fd: Fd,
  delimiter = 10,
): AsyncGenerator<Lines, void, void> {
  const mark = String.fromCharCode(delimiter)
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of chunks(process, fd)) {
    const cut = chunk.lastIndexOf(delimiter)
    if (cut < 0) {
      rest = join(rest, chunk)
      continue
    }
    const text = toText(join(rest, chunk.subarray(0, cut)))
    rest = new Uint8Array(chunk.subarray(cut + 1))
    yield { lines: text.split(mark), terminated: true }
  }
  if (rest.length > 0) yield { lines: [toText(rest)], terminated: false }
}

/** All lines at once. `terminated` tells whether the last one had its delimiter. */
export async function allLines(process: Process, fd: Fd, delimiter = 10): Promise<Lines> {
  const lines: string[] = []
  let terminated = true
  for await (const batch of lineBatches(process, fd, delimiter)) {
    for (const line of batch.lines) lines.push(line)
    terminated = batch.terminated
  }
  return { lines, terminated }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
