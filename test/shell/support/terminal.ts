import type { Dialect } from '../../../src/engine/shell/dialect.ts'
import { createShell } from '../../../src/engine/shell/shell.ts'
import { Tty } from './descriptors.ts'
import type { FakeKernel } from './kernel.ts'
import { createKernel } from './run.ts'

/** An interactive shell on a terminal of 80 columns. */
export class Session {
  readonly kernel: FakeKernel = createKernel()
  readonly tty = new Tty()
  readonly ended: Promise<unknown>

  constructor(options: { dialect?: Dialect; argv?: readonly string[]; env?: Record<string, string> } = {}) {
    const dialect = options.dialect ?? 'bash'
    this.kernel.tty = this.tty
    this.tty.onSignalKey = (signal) => this.kernel.signalGroup(this.tty.foreground, signal)
    const open = this.tty.open()
    open.refs = 3
    this.ended = this.kernel.run(createShell({ dialect }), options.argv ?? [dialect], {
      env: { PATH: '/bin', HOME: '/root', PS1: '$ ', ...options.env },
      cwd: '/work',
      fds: new Map([
        [0, open],
        [1, open],
        [2, open],
      ]),
    })
  }
  /** Types, waits until nothing moves, and gives what appeared since, without bracketed-paste switches. */
  async type(text: string, wait = 25): Promise<string> {
    const from = this.tty.output.length
    this.tty.type(text)
    let seen = -1
    while (seen !== this.tty.output.length) {
      seen = this.tty.output.length
      await new Promise((resolve) => setTimeout(resolve, wait))
      // On a busy machine a sleep of the shell's may have ended only now: what follows from it comes first.
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    }
    if (this.kernel.crashes.length > 0) throw this.kernel.crashes[0]
    return this.tty.output.slice(from).replace(/\x1b\[\?2004[hl]\r?/g, '')
  }
}
