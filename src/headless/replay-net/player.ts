import type { World } from '../../engine/world.ts'
import { layOut } from './hosts.ts'
import { LedPython } from './led-python.ts'
import { Shell } from './shell.ts'
import { Stage } from './stage.ts'

/** One element of a recording (what was done, without the answers). */
export interface Element {
  readonly host?: string | null
  readonly cmd?: string
  readonly user?: string
  readonly tty?: number
  /** Seconds after which a command is killed. */
  readonly limit?: number
  /** A name for what is left running. */
  readonly bg?: string | true
  readonly stdin?: boolean
  readonly type?: string
  readonly text?: string
  readonly python?: string
  readonly process?: string
  readonly end?: string
  readonly signal?: number
  readonly wait?: number | string
  readonly sleep?: number
}

export interface Answer {
  stdout: string
  stderr: string
  exit: number | null
}

/** Seconds that a command may take. */
const PATIENCE = 40

/** Plays the elements of a recording in a world, each with the machines' clocks standing still in between. */
export class Player {
  readonly answers: Answer[] = []
  private readonly stage: Stage
  private readonly shells = new Map<string, Shell>()
  private readonly pythons = new Map<string, LedPython>()

  constructor(world: World) {
    this.stage = new Stage(world)
  }

  /** Two machines with a cable between them. */
  async prepare(): Promise<void> {
    await this.stage.run('setup', layOut)
  }

  async play(element: Element): Promise<void> {
    if (element.sleep !== undefined) return this.stage.pass(element.sleep)
    if (element.python !== undefined) return this.startPython(element.python, element.host ?? null)
    if (element.type !== undefined) {
      this.shells.get(element.type)?.type(element.text ?? '')
      return this.stage.pass(0.05)
    }
    if (element.end !== undefined) return this.end(element.end, element)
    if (typeof element.wait === 'string')
      return this.pythons.get(element.wait)?.settle(element.limit ?? PATIENCE)
    if (element.process !== undefined) return this.line(element.process, element)
    if (element.cmd !== undefined) await this.command(element.cmd, element)
  }

  private note(): Answer {
    const answer: Answer = { stdout: '', stderr: '', exit: null }
    this.answers.push(answer)
    return answer
  }

  private async startPython(name: string, host: string | null): Promise<void> {
    const python = new LedPython(this.stage, host)
    this.pythons.set(name, python)
    await python.start()
  }

  private async line(name: string, { cmd = '', bg, limit }: Element): Promise<void> {
    const answer = this.note()
    answer.exit = 0
    const python = this.pythons.get(name)
    if (!python) return
    python.say(cmd.replace(/^>>> ?/, ''), answer)
    if (!bg) await python.settle(limit ?? PATIENCE)
  }

  private async command(cmd: string, element: Element): Promise<void> {
    const answer = this.note()
    if (cmd.startsWith('# ')) return
    const text = cmd.replace(/%(\w[\w-]*)%/g, (all, name: string) => String(this.pidOf(name) ?? all))
    const shell = new Shell(this.stage, text, answer, {
      host: element.host ?? null,
      user: element.user,
      columns: element.tty,
      input: element.stdin === true,
    })
    shell.start()
    if (typeof element.bg === 'string') {
      this.shells.set(element.bg, shell)
      return this.stage.pass(0.2)
    }
    await shell.finish(element.limit ?? PATIENCE)
  }

  private pidOf(name: string): number | undefined {
    return this.pythons.get(name)?.pid ?? this.shells.get(name)?.pid
  }

  private async end(name: string, { signal, wait }: Element): Promise<void> {
    const seconds = typeof wait === 'number' ? wait : 0.2
    await this.pythons.get(name)?.end(signal, seconds)
    await this.shells.get(name)?.end(signal, seconds)
  }
}
