import { DetachWatch } from '../../base/detach-keys.ts'
import { PipeEnd, TtyFile } from '../../kernel/files.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { DescriptorTable } from '../../kernel/open-file.ts'
import type { Pipe } from '../../kernel/pipe.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import type { Caller, InputSource } from '../../kernel/service.ts'
import type { WindowSize } from '../../kernel/termios.ts'
import type { Terminals, Tty } from '../../kernel/tty.ts'
import { WaitQueue } from '../../kernel/waiting.ts'
import type { Hijack, OutputFrame } from '../api.ts'
import { Listeners } from './listeners.ts'

type Stream = OutputFrame['stream']

/**
 * Standard streams of a container's or an exec's process, and who listens to them. With a terminal there is one
 * stream, without one stdout and stderr stay apart.
 */
export class ProcessStreams {
  readonly fds: DescriptorTable
  readonly tty: Tty | undefined
  /** Terminals of the container: its devpts. */
  readonly terminals: Terminals
  private readonly kernel: Kernel
  private readonly stdin: Pipe | undefined
  private readonly holders: { stdin?: PipeEnd } = {}
  private readonly listeners: Listeners
  private readonly drained: WaitQueue
  private open = 0
  private readonly onOutput: (frame: OutputFrame) => void

  constructor(
    kernel: Kernel,
    want: { tty: boolean; stdin: boolean },
    onOutput: (frame: OutputFrame) => void,
    terminals: Terminals = new Map(),
  ) {
    this.terminals = terminals
    this.kernel = kernel
    this.onOutput = onOutput
    this.listeners = new Listeners(kernel)
    this.drained = new WaitQueue(kernel.scheduler)
    this.fds = new DescriptorTable(kernel.references)
    if (want.tty) {
      this.tty = kernel.openTty({ columns: 80, rows: 24 }, false, terminals)
      this.tty.onOutput = (bytes) => this.deliver({ stream: 'stdout', bytes })
      this.tty.room = () => this.listeners.room()
      const file = new TtyFile(this.tty)
      for (const fd of [0, 1, 2]) this.fds.set(fd, file, false)
      return
    }
    this.stdin = kernel.pipe()
    const stdin = `pipe:[${kernel.pipeNumber()}]`
    this.fds.set(0, new PipeEnd(this.stdin, 'read', stdin), false)
    if (want.stdin) this.holders.stdin = new PipeEnd(this.stdin, 'write', stdin)
  }

  /** Output pipes, read by tasks of `shim`. */
  connect(shim: ProcessRecord): void {
    if (this.tty) return
    for (const [fd, stream] of [
      [1, 'stdout'],
      [2, 'stderr'],
    ] as const) {
      const pipe = this.kernel.pipe()
      const name = `pipe:[${this.kernel.pipeNumber()}]`
      const reader = new PipeEnd(pipe, 'read', name)
      this.fds.set(fd, new PipeEnd(pipe, 'write', name), false)
      this.open++
      this.kernel.task(shim, () => this.pump(reader, stream))
    }
  }

  private async pump(reader: PipeEnd, stream: Stream): Promise<void> {
    for (;;) {
      const bytes = await reader.read(65536)
      if (bytes.length === 0) break
      this.deliver({ stream, bytes })
      await this.listeners.room()
    }
    reader.release()
    if (--this.open === 0) this.drained.wakeAll()
  }

  private deliver(frame: OutputFrame): void {
    this.onOutput(frame)
    this.listeners.tell(frame)
  }

  /** Waits until all output has been read. */
  async drain(): Promise<void> {
    while (this.open > 0) await this.drained.wait()
  }

  /** The process has ended and its output was read: listeners come to their end. */
  finish(): void {
    this.listeners.close()
    this.holders.stdin?.release()
    delete this.holders.stdin
    if (this.tty) this.kernel.closeTty(this.tty, this.terminals)
  }

  /** What a person or a pipe at the other end feeds. */
  get source(): InputSource {
    return this.tty ?? this.stdin!
  }

  /** A connection of `caller`, if it is one's: it ends with them. */
  attach(
    caller: Caller | undefined,
    want: { stdin: boolean; stdout: boolean; stderr: boolean },
    onClose: () => void,
    endInput: boolean,
    detach?: { readonly keys: readonly number[]; onDetach(): void },
  ): Hijack {
    const watch = this.tty && detach ? new DetachWatch(detach.keys) : undefined
    const listener = this.listeners.add(({ stream }) => want[stream])
    let closed = false
    const close = (): void => {
      if (closed) return
      closed = true
      listener.close()
      forget()
      onClose()
    }
    const forget = caller?.onGone(close) ?? (() => {})
    return {
      kind: 'hijack',
      next: async () => {
        const frame = await listener.next()
        if (frame === undefined) close()
        return frame
      },
      write: async (bytes) => {
        if (!want.stdin) return
        if (this.tty) {
          const { pass, detached } = watch?.feed(bytes) ?? { pass: bytes, detached: false }
          if (pass.length > 0) this.tty.input(pass)
          if (!detached) return
          detach!.onDetach()
          close()
        } else await this.holders.stdin?.write(bytes)
      },
      // Where the end of input does not reach the process it ends the session (moby, container/stream/attach.go).
      closeWrite: () => {
        if (!want.stdin) return
        if (!endInput || this.tty) return close()
        this.holders.stdin?.release()
        delete this.holders.stdin
      },
      close,
    }
  }

  resize(size: WindowSize): void {
    this.tty?.resize(size)
  }
}
