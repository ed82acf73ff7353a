import type { Fd, Pid, Process, WaitStatus } from '../../engine/kernel/process.ts'
import { parseSignal, signalNumber } from '../../engine/kernel/signals.ts'
import type { Launched } from '../../engine/world.ts'
import { enter } from './hosts.ts'
import type { Answer } from './player.ts'
import type { Stage } from './stage.ts'

export interface ShellOptions {
  readonly host: string | null
  readonly user?: string | undefined
  /** The width of a terminal, where it is to be on one. */
  readonly columns?: number | undefined
  /** Its input is kept open. */
  readonly input: boolean
}

const NOBODY = { uid: 65534, gid: 65534, groups: [65534] }

export const environment = (columns?: number): Map<string, string> =>
  new Map([
    ['HOME', '/root'],
    ['USER', 'root'],
    ['LANG', 'C.UTF-8'],
    ['TZ', 'UTC'],
    ['TERM', 'dumb'],
    ['PYTHONUNBUFFERED', '1'],
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ...(columns === undefined ? [] : ([['COLUMNS', String(columns)]] as const)),
  ])

/** A command line that bash runs on one of the machines. What it prints goes into its answer as it comes. */
export class Shell {
  pid: Pid | undefined
  private readonly stage: Stage
  private readonly text: string
  private readonly answer: Answer
  private readonly options: ShellOptions
  private launched: Launched | undefined
  private status: WaitStatus | undefined
  private open = 2

  constructor(stage: Stage, text: string, answer: Answer, options: ShellOptions) {
    this.stage = stage
    this.text = text
    this.answer = answer
    this.options = options
  }

  start(): void {
    this.launched = this.stage.launch('recorder', async (process) => {
      await this.run(process)
      return 0
    })
    if (!this.options.input) this.launched.endInput()
  }
  type(text: string): void {
    this.launched?.feed(new TextEncoder().encode(text))
  }

  private async run(process: Process): Promise<void> {
    process.chdir('/tmp')
    const out = process.pipe()
    const err = process.pipe()
    const input = this.options.input ? 0 : process.open('/dev/null', { read: true, write: true })
    // The recorder itself stays outside: who asks for the processes of the host does not find it.
    this.pid = process.fork(
      async (child) => {
        enter(child, this.options.host)
        if (this.options.user !== undefined) child.setCredentials(NOBODY)
        for (const [as, fd] of [input, out.write, err.write].entries()) child.dup2(fd, as)
        const argv = ['bash', '-c', this.text]
        return child.exec('/usr/bin/bash', argv, environment(this.options.columns))
      },
      { pgid: 0 },
    )
    process.close(out.write)
    process.close(err.write)
    process.thread(() => this.gather(process, out.read, 'stdout'))
    process.thread(() => this.gather(process, err.read, 'stderr'))
    const ended = await process.wait(this.pid)
    this.status = ended?.status
    // What it has left running may still have its output.
    for (let looks = 0; this.open > 0 && looks < 20; looks++) await process.sleep(10_000_000)
  }

  private async gather(process: Process, fd: Fd, into: 'stdout' | 'stderr'): Promise<void> {
    const decoder = new TextDecoder()
    for (;;) {
      const data = await process.read(fd)
      if (data.length === 0) break
      this.answer[into] += decoder.decode(data, { stream: true })
    }
    this.open--
  }

  private get over(): boolean {
    return this.status !== undefined && (this.open === 0 || this.waited)
  }
  private waited = false

  /** Runs it to its end; killed after a time, it has none. */
  async finish(seconds: number): Promise<void> {
    if (await this.stage.within(seconds, () => this.status !== undefined)) {
      await this.stage.within(0.1, () => this.over)
      this.answer.exit = exitOf(this.status!)
    } else await this.kill('SIGKILL')
  }

  async end(number: number | undefined, seconds: number): Promise<void> {
    if (this.status === undefined && number !== undefined) await this.kill(String(number))
    else this.launched?.endInput()
    if (!(await this.stage.within(seconds, () => this.status !== undefined))) {
      await this.kill('SIGKILL')
      await this.stage.within(1, () => this.status !== undefined)
    }
    await this.stage.within(0.1, () => this.over)
    if (this.status) this.answer.exit = exitOf(this.status)
  }

  private async kill(name: string): Promise<void> {
    const { pid } = this
    const signal = parseSignal(name)
    if (pid === undefined || !signal || this.status) return
    await this.stage.run('kill', async (process) => process.kill(-pid, signal))
  }
}

/** The exit status, minus the number of the signal that ended it. */
export const exitOf = (status: WaitStatus): number =>
  status.kind === 'exited' ? status.code : -signalNumber(status.signal)
