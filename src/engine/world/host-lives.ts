import { type Instant, SECOND } from '../base/time.ts'
import type { PowerAction } from '../kernel/platform.ts'
import type { PageAnswer, PageRequest, TerminalHandle, World } from '../world.ts'
import type { WorldOptions } from './create.ts'
import { HostLine } from './host-line.ts'
import { missingOn } from './left-disk.ts'
import { type Left, type RunningHost, runHost } from './running-host.ts'

/** From the end of a kernel to the moment at which one can log in on the next, in ns. */
const DOWNTIME = 15 * SECOND
const OFF = 'strata: the host is off. Press Enter to switch it on.'

type Size = Parameters<World['openTerminal']>[0]

/** The lives of a host one after the other, and what stays over them: who is connected, who looks on, what answers pages. */
export class HostLives {
  private readonly options: WorldOptions
  private readonly lines = new Set<HostLine>()
  private run: RunningHost
  private left: Left | undefined
  private count = 1
  /** `ending`: nobody can log in any more. `down`: it is about to start again. */
  private state: 'up' | 'ending' | 'down' | 'off' = 'up'
  private asked: PowerAction | undefined
  private stepsBefore = 0
  private answerPage: ((request: PageRequest) => PageAnswer) | undefined
  private observing = false

  constructor(options: WorldOptions) {
    this.options = options
    this.run = this.begin(options.clock)
  }

  /** The life that it has, or the last that it had. */
  get latest(): RunningHost {
    return this.run
  }
  get runs(): boolean {
    return this.state === 'up' || this.state === 'ending'
  }
  /** How often it was started. */
  get starts(): number {
    return this.count
  }
  get steps(): number {
    return this.stepsBefore + (this.runs ? this.run.kernel.scheduler.steps : 0)
  }
  /** What tells this state from that of a host that was never ended. */
  get past(): string[] {
    return this.count > 1 || this.state !== 'up' ? [`${this.state} ${this.count}`] : []
  }

  /** As {@link World.pump}. */
  async pump(...[maxSteps, enough]: Parameters<World['pump']>): ReturnType<World['pump']> {
    if (this.state === 'off') return { kind: 'idle' }
    if (this.state === 'down') return { kind: 'paused', delay: DOWNTIME }
    const { kernel } = this.run
    const done = await kernel.scheduler.run(maxSteps, () => this.asked !== undefined || enough?.() === true)
    if (this.asked !== undefined) {
      this.end(this.asked)
      return { kind: 'more' }
    }
    if (!done) return { kind: 'more' }
    const delay = kernel.scheduler.untilNext()
    const rests = delay === undefined || (this.state === 'up' && kernel.waitsForInput)
    return rests ? { kind: 'idle' } : { kind: 'paused', delay }
  }
  /** As {@link World.advance}. */
  advance(): void {
    if (this.state === 'down') this.startAgain()
    else this.run.kernel.scheduler.advance()
  }

  /** A connection that is made again whenever the host is there again. */
  connect(size: Size): TerminalHandle {
    const line = new HostLine(
      {
        name: this.options.host.hostname,
        switchOn: () => {
          if (this.state === 'off') this.state = 'down'
        },
        closed: () => this.lines.delete(line),
      },
      size,
      this.runs ? this.run.outside.openTerminal(size) : undefined,
    )
    this.lines.add(line)
    return line
  }
  onPage(answer: (request: PageRequest) => PageAnswer): void {
    this.answerPage = answer
    this.run.outside.onPage(answer)
  }
  observe(): void {
    this.observing = true
    this.run.viewer.observe()
  }

  private begin(boot: Instant): RunningHost {
    const { seed } = this.options
    return runHost(this.options, {
      boot,
      seed: this.count === 1 ? seed : `${seed} start ${this.count}`,
      left: this.left,
      ending: (text) => {
        this.state = 'ending'
        for (const line of this.lines) line.tell(text)
        this.loseLines()
      },
      ended: (action) => {
        this.asked = action
      },
    })
  }
  /** The kernel is no more. */
  private end(action: PowerAction): void {
    this.asked = undefined
    this.loseLines()
    this.left = this.run.leave()
    this.stepsBefore += this.run.kernel.scheduler.steps
    this.state = action === 'restart' ? 'down' : 'off'
    if (this.state === 'off') this.tellAll(OFF)
  }
  private startAgain(): void {
    this.stepsBefore++
    const missing = this.left && missingOn(this.left.disk)
    if (missing !== undefined) {
      this.state = 'off'
      this.tellAll(`strata: the host does not start any more: /${missing} is missing.`)
      return
    }
    this.count++
    this.run = this.begin(this.run.kernel.now() + BigInt(DOWNTIME))
    this.state = 'up'
    if (this.answerPage) this.run.outside.onPage(this.answerPage)
    if (this.observing) this.run.viewer.observe()
    for (const line of this.lines) line.resume((size) => this.run.outside.openTerminal(size))
  }
  private loseLines(): void {
    for (const line of this.lines) line.lose()
  }
  private tellAll(text: string): void {
    for (const line of this.lines) line.tellLost(text)
  }
}
