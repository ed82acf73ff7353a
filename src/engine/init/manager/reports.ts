import { EngineError, isErrno } from '../../base/errors.ts'
import type { Condition, Fd, Process } from '../../kernel/process.ts'
import { JOURNAL_SOCKET, type JournalMessage } from '../journal-message.ts'

/** What is said, and where: to the console, or to the log. */
interface Saying {
  readonly to: 'console' | 'log'
  readonly text: string
  readonly level: number
  readonly unit: string | undefined
  readonly from: { readonly identifier: string; readonly pid: number; readonly unit: string }
  /** It may go to the kernel's log. */
  readonly early?: boolean
  readonly toJournal: boolean
}

export const INFO = 6
export const NOTICE = 5
export const WARNING = 4
export const ERROR = 3

/**
 * What the manager says, in its order, by a thread of its own: lines of status to /dev/console, messages to the journal
 * while it runs and else to the kernel's log. A place that is not there hears nothing.
 */
export class Reports {
  private readonly p: Process
  private readonly queue: Saying[] = []
  private readonly changed: Condition
  private readonly identifier: string
  private kmsg: Fd | undefined
  private terminal: Fd | undefined
  /** The journal takes messages. */
  toJournal = false

  constructor(p: Process, identifier: string) {
    this.p = p
    this.identifier = identifier
    this.changed = p.condition()
    p.thread(() => this.deliver())
  }

  status(text: string): void {
    this.add({ to: 'console', text, level: INFO, unit: undefined, from: this.self })
  }
  log(level: number, text: string, unit?: string): void {
    this.add({ to: 'log', text, level, unit, from: this.self })
  }
  /** What a process says that is still the manager's own code, before it executes its program. */
  ofChild(text: string, from: Saying['from']): void {
    this.add({ to: 'log', text, level: INFO, unit: undefined, from, early: true })
  }
  /** What a program of a unit writes. */
  forward(text: string, from: Saying['from']): void {
    this.add({ to: 'log', text, level: INFO, unit: undefined, from })
  }

  private get self(): Saying['from'] {
    return { identifier: this.identifier, pid: this.p.pid, unit: 'init.scope' }
  }
  private add(saying: Omit<Saying, 'toJournal'>): void {
    this.queue.push({ ...saying, toJournal: this.toJournal })
    this.changed.wakeAll()
  }

  private async deliver(): Promise<void> {
    for (;;) {
      const next = this.queue.shift()
      if (next === undefined) await this.changed.wait()
      else if (next.to === 'console') await this.toConsole(next.text)
      else await this.toLog(next)
    }
  }

  private async toConsole(text: string): Promise<void> {
    this.terminal ??= this.opened('/dev/console')
    if (this.terminal !== undefined) await this.p.write(this.terminal, text)
  }

  private async toLog({ text, level, unit, from, early, toJournal }: Saying): Promise<void> {
    if (toJournal) {
      const message: JournalMessage = {
        ...from,
        transport: 'journal',
        priority: level,
        message: text,
        ...(unit !== undefined && { about: unit }),
      }
      try {
        await this.p.connect(JOURNAL_SOCKET).call(message)
        return
      } catch (error) {
        // journald is gone, perhaps in the middle of it.
        if (!isErrno(error) && !(error instanceof EngineError)) throw error
      }
    }
    if (!early && from.pid !== this.p.pid) return
    this.kmsg ??= this.opened('/dev/kmsg')
    const facility = 3
    if (this.kmsg !== undefined)
      await this.p.write(this.kmsg, `<${facility * 8 + level}>${from.identifier}[${from.pid}]: ${text}\n`)
  }

  private opened(path: string): Fd | undefined {
    try {
      return this.p.open(path, { write: true, append: true })
    } catch (error) {
      if (isErrno(error)) return undefined
      throw error
    }
  }
}
