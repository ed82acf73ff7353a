import { isErrno } from '../../base/errors.ts'
import type { Fd, Pid } from '../../kernel/process.ts'
import { SIGNALS } from '../../kernel/signals.ts'
import type { Io } from '../program.ts'
import { Output } from '../stdio.ts'
import { fromBinary, toText } from '../text.ts'
import { RunFault } from './faults.ts'
import { RecordReader } from './input.ts'

/** A name in binary text as the kernel takes it. */
export const nameOf = (binary: string): string => toText(fromBinary(binary))

interface Stream {
  readonly name: string
  readonly kind: 'output' | 'input'
  readonly pipe: boolean
  readonly output?: Output
  readonly reader?: RecordReader
  readonly pid?: Pid
}

/** What a program has open besides its main input: files and commands, by name until they are closed. */
export class Streams {
  private readonly io: Io
  private readonly open: Stream[] = []
  constructor(io: Io) {
    this.io = io
  }

  private find(name: string, kind: Stream['kind'], pipe: boolean): Stream | undefined {
    return this.open.find((each) => each.name === name && each.kind === kind && each.pipe === pipe)
  }

  /** Where `print > name` and its like go. Throws `RunFault` where it cannot be opened. */
  async output(name: string, mode: '>' | '>>' | '|'): Promise<Output> {
    const { p } = this.io
    const pipe = mode === '|'
    const there = this.find(name, 'output', pipe)?.output
    if (there) return there
    if (!pipe && (name === '/dev/stdout' || name === '-')) return this.io.out
    let output: Output
    let pid: Pid | undefined
    if (pipe) {
      const ends = p.pipe()
      pid = await this.start(name, 0, ends.read, ends.write)
      output = new Output(p, ends.write)
    } else if (name === '/dev/stderr') output = new Output(p, p.dup(2))
    else
      try {
        const append = mode === '>>'
        output = new Output(p, p.open(nameOf(name), { write: true, create: true, append, truncate: !append }))
      } catch (error) {
        if (!isErrno(error)) throw error
        const shown = nameOf(name)
        throw new RunFault(
          `cannot open "${shown}" for output (${error.message})`,
          `can't open '${shown}': ${error.message}`,
          true,
        )
      }
    this.open.push({ name, kind: 'output', pipe, output, ...(pid !== undefined && { pid }) })
    return output
  }

  /** What `getline` reads; undefined where the file cannot be opened. */
  async input(name: string, pipe: boolean): Promise<RecordReader | undefined> {
    const { p } = this.io
    const there = this.find(name, 'input', pipe)?.reader
    if (there) return there
    let reader: RecordReader
    let pid: Pid | undefined
    if (pipe) {
      await this.flush()
      const ends = p.pipe()
      pid = await this.start(name, 1, ends.write, ends.read)
      reader = new RecordReader(p, ends.read)
    } else
      try {
        reader = new RecordReader(
          p,
          name === '-' || name === '/dev/stdin' ? 0 : p.open(nameOf(name), { read: true }),
        )
      } catch (error) {
        if (isErrno(error)) return undefined
        throw error
      }
    this.open.push({ name, kind: 'input', pipe, reader, ...(pid !== undefined && { pid }) })
    return reader
  }

  /** Starts a command with `theirs` as its descriptor `as`; `ours` is not for it. */
  private async start(command: string, as: Fd, theirs: Fd, ours: Fd): Promise<Pid> {
    const { p } = this.io
    await this.flush()
    const pid = p.fork(async (child) => {
      child.close(ours)
      child.dup2(theirs, as)
      child.close(theirs)
      return child.exec('/bin/sh', ['sh', '-c', nameOf(command)], child.env)
    })
    p.close(theirs)
    return pid
  }

  /** Runs a command and gives its status: its exit code, 256 and the signal that ended it. */
  async system(command: string): Promise<number> {
    await this.flush()
    const pid = this.io.p.spawn({ path: '/bin/sh', argv: ['sh', '-c', nameOf(command)] })
    return this.wait(pid)
  }

  private async wait(pid: Pid): Promise<number> {
    const ended = await this.io.p.wait(pid)
    if (!ended || ended.status.kind === 'stopped') return -1
    return ended.status.kind === 'exited' ? ended.status.code : 256 + SIGNALS[ended.status.signal]
  }

  /** Closes all of one name. The status of a command, 0 of a file, -1 where nothing is open. */
  async close(name: string): Promise<number> {
    let result = this.io.busybox ? 0 : -1
    for (const stream of this.open.filter((each) => each.name === name)) result = await this.end(stream)
    return result
  }

  private async end(stream: Stream): Promise<number> {
    this.open.splice(this.open.indexOf(stream), 1)
    if (stream.output) await stream.output.flush()
    const fd = (stream.output ?? stream.reader)!.fd
    if (fd > 2) this.io.p.close(fd)
    return stream.pid === undefined ? 0 : this.wait(stream.pid)
  }

  /** Writes what is held back: of one name, or all. -1 where nothing of the name is open. */
  async flush(name?: string): Promise<number> {
    if (name === undefined || name === '/dev/stdout') await this.io.out.flush()
    let result = name === undefined || name === '/dev/stdout' ? 0 : -1
    for (const { output, name: own } of this.open)
      if (output && (name === undefined || own === name)) {
        await output.flush()
        result = 0
      }
    return result
  }

  async closeAll(): Promise<void> {
    await this.io.out.flush()
    while (this.open.length > 0) await this.end(this.open[0]!)
  }
}
