import { isErrno } from '../../base/errors.ts'
import type { Condition, Pid, Process, WaitStatus } from '../../kernel/process.ts'

/** Takes the statuses of all children, its own and those that lost their parents, in a thread of its own. */
export class Children {
  private readonly p: Process
  private readonly listeners = new Map<Pid, (status: WaitStatus) => void>()
  private readonly added: Condition

  constructor(p: Process) {
    this.p = p
    this.added = p.condition()
    p.thread(() => this.reap())
  }

  onExit(pid: Pid, callback: (status: WaitStatus) => void): void {
    this.listeners.set(pid, callback)
    this.added.wakeAll()
  }

  /** Waits for one. */
  async ended(pid: Pid): Promise<WaitStatus> {
    const over = this.p.condition()
    let status: WaitStatus | undefined
    this.onExit(pid, (one) => {
      status = one
      over.wakeAll()
    })
    while (status === undefined) await over.wait()
    return status
  }

  private async reap(): Promise<void> {
    for (;;) {
      try {
        const ended = await this.p.wait(-1)
        if (!ended) continue
        const listener = this.listeners.get(ended.pid)
        this.listeners.delete(ended.pid)
        listener?.(ended.status)
      } catch (error) {
        if (!isErrno(error, 'ECHILD')) throw error
        await this.added.wait()
      }
    }
  }
}
