import type { Process } from '../../kernel/process.ts'
import { SCHEDULED, type ShutdownRequest } from '../login-requests.ts'
import { ask, startJob } from './ask-manager.ts'

type Plan = ShutdownRequest['shutdown']

/** The end of the machine at a time that somebody set (logind's ScheduleShutdown). */
export class PlannedShutdown {
  private readonly p: Process
  private planned: Plan

  constructor(p: Process) {
    this.p = p
  }

  /** `undefined` takes it back. */
  plan(next: Plan): null {
    const { p } = this
    this.planned = next
    noteShutdown(p, next)
    if (next)
      p.thread(async () => {
        await p.sleep(Number(next.at - p.now()))
        if (this.planned === next)
          await ask(p, startJob(`${next.action}.target`, 'replace-irreversibly', false))
      })
    return null
  }
}

/** For those who want to know what is to come. */
function noteShutdown(p: Process, planned: Plan): void {
  if (!planned) {
    if (p.exists(SCHEDULED)) p.unlink(SCHEDULED)
    return
  }
  const folder = SCHEDULED.slice(0, SCHEDULED.lastIndexOf('/'))
  if (!p.exists(folder)) p.mkdir(folder, 0o755)
  p.writeFile(SCHEDULED, `USEC=${planned.at / 1000n}\nWARN_WALL=1\nMODE=${planned.action}\n`)
}
