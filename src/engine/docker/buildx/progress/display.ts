import type { Instant } from '../../../base/time.ts'
import type { SolveStatus, WarningUpdate } from '../../../daemon/api.ts'
import type { ClientContext } from '../../cli/command.ts'
import { ClientError } from '../../cli/errors.ts'
import { ConsoleDisplay } from './console.ts'
import { PlainPrinter } from './plain.ts'
import { rawStatus } from './raw-json.ts'
import { Trace } from './trace.ts'

/** Between two pictures, in nanoseconds. */
const LIMIT = 100e6
const TICKER = 150e6

export type Mode = 'tty' | 'plain' | 'quiet' | 'rawjson'

/** What `--progress` means here. Throws `ClientError`. */
export function modeOf({ process }: ClientContext, wanted: string): Mode {
  const terminal = process.isatty(2)
  switch (wanted) {
    case '':
    case 'auto':
      return terminal ? 'tty' : 'plain'
    case 'tty':
      if (!terminal) throw new ClientError('failed to get console: provided file is not a console')
      return 'tty'
    case 'plain':
    case 'quiet':
    case 'rawjson':
      return wanted
    case 'none':
      return 'quiet'
  }
  throw new ClientError(`invalid progress mode ${wanted}`)
}

/** Shows how a build goes, on standard error. */
export class Display {
  readonly mode: Mode
  readonly warnings: WarningUpdate[] = []
  private readonly context: ClientContext
  private readonly trace = new Trace()
  private readonly plain: PlainPrinter
  private readonly console: ConsoleDisplay
  private drawn: Instant | undefined
  private updated: Instant = 0n

  constructor(context: ClientContext, mode: Mode) {
    this.context = context
    this.mode = mode
    this.plain = new PlainPrinter(this.trace, 'building with "default" instance using docker driver')
    this.console = new ConsoleDisplay(this.trace, 'docker:default', !context.process.env.has('NO_COLOR'))
  }

  async update(status: SolveStatus): Promise<void> {
    this.warnings.push(...(status.warnings ?? []))
    if (this.mode === 'quiet') return
    if (this.mode === 'rawjson') return this.context.err(rawStatus(status))
    const now = this.context.process.now()
    this.trace.update(status, now)
    this.updated = now
    if (this.drawn !== undefined && Number(now - this.drawn) < LIMIT) return
    this.drawn = now
    await this.refresh(false)
  }

  /** Some time has gone by. */
  async tick(): Promise<void> {
    if (this.mode !== 'tty' && this.mode !== 'plain') return
    const now = this.context.process.now()
    if (Number(now - this.updated) < TICKER / 2) return
    await this.refresh(false)
  }

  private async refresh(all: boolean): Promise<void> {
    const now = this.context.process.now()
    const text =
      this.mode === 'tty'
        ? this.console.draw(now, this.context.process.windowSize(2), all)
        : this.plain.print(now)
    if (text !== '') await this.context.err(text)
  }

  /** The last picture, and what went wrong. */
  async finish(): Promise<void> {
    if (this.mode !== 'tty' && this.mode !== 'plain') return
    await this.refresh(true)
    await this.context.err(this.trace.errors())
  }
}
