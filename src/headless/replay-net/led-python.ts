import type { Pid } from '../../engine/kernel/process.ts'
import { parseSignal } from '../../engine/kernel/signals.ts'
import { ledInterpreter } from '../../engine/userland/python/lines.ts'
import type { Launched } from '../../engine/world.ts'
import { enter } from './hosts.ts'
import type { Answer } from './player.ts'
import { environment } from './shell.ts'
import type { Stage } from './stage.ts'

const MODULES = ['sys', 'socket', 'os', 'time', 'errno', 'struct']

/** A python that is led line by line. */
export class LedPython {
  pid: Pid | undefined
  private readonly stage: Stage
  private readonly host: string | null
  private readonly waiting: Answer[] = []
  private launched: Launched | undefined
  private over = false

  constructor(stage: Stage, host: string | null) {
    this.stage = stage
    this.host = host
  }

  async start(): Promise<void> {
    const run = ledInterpreter(
      (text) => {
        const answer = this.waiting.shift()
        if (answer) answer.stdout = text
      },
      { modules: MODULES, star: 'socket' },
    )
    let ready = false
    this.launched = this.stage.launch('python3', async (process) => {
      enter(process, this.host)
      process.chdir('/tmp')
      for (const [name, value] of environment()) process.env.set(name, value)
      const { read, write } = process.pipe()
      for (const fd of [1, 2]) if (fd !== write) process.dup2(write, fd)
      for (const fd of [read, write]) if (fd > 2) process.close(fd)
      this.pid = process.pid
      ready = true
      try {
        return await run(process)
      } finally {
        this.over = true
      }
    })
    await this.stage.within(1, () => ready)
  }

  say(source: string, answer: Answer): void {
    this.waiting.push(answer)
    this.launched?.feed(new TextEncoder().encode(`${source}\0`))
  }
  /** Waits for the answers to all that was said. */
  async settle(seconds: number): Promise<void> {
    await this.stage.within(seconds, () => this.waiting.length === 0 || this.over)
  }

  async end(number: number | undefined, seconds: number): Promise<void> {
    const { pid } = this
    const signal = number === undefined ? undefined : parseSignal(String(number))
    if (signal && pid !== undefined && !this.over)
      await this.stage.run('kill', async (process) => process.kill(pid, signal))
    else this.launched?.endInput()
    if (!signal && !(await this.stage.within(seconds, () => this.over))) this.launched?.kill()
    await this.stage.pass(0.01)
  }
}
