import type { Pid, WaitStatus } from '../../kernel/process.ts'

export interface JobProcess {
  readonly pid: Pid
  status: WaitStatus | undefined
}

/** A pipeline that was started. */
export interface Job {
  readonly id: number
  readonly pgid: Pid | undefined
  readonly processes: JobProcess[]
  /** As `jobs` shows it. */
  readonly command: string
  background: boolean
  /** The user was told of its present state. */
  notified: boolean
  /** `disown -h`. */
  disowned?: boolean
}

export type JobState = 'Running' | 'Stopped' | 'Done'

export function stateOf(job: Job): JobState {
  if (job.processes.some((each) => each.status?.kind === 'stopped')) return 'Stopped'
  return job.processes.every((each) => each.status) ? 'Done' : 'Running'
}

/** The jobs of one shell, and which are current (`%+`) and previous (`%-`). */
export class JobTable {
  private jobs: Job[] = []
  /** Ids, the current one last. */
  private recent: number[] = []
  /** Statuses of ended background processes that left the table, for a later `wait PID`. */
  readonly remembered = new Map<Pid, WaitStatus>()

  forSubshell(): JobTable {
    return new JobTable()
  }
  get all(): readonly Job[] {
    return this.jobs
  }
  add(job: Omit<Job, 'id'>): Job {
    const id = (this.jobs.at(-1)?.id ?? 0) + 1
    const added: Job = { ...job, id }
    this.jobs.push(added)
    this.touch(added)
    return added
  }
  touch(job: Job): void {
    this.recent = [...this.recent.filter((id) => id !== job.id), job.id]
  }
  remove(job: Job): void {
    for (const { pid, status } of job.processes) if (status) this.remembered.set(pid, status)
    this.jobs = this.jobs.filter((each) => each !== job)
    this.recent = this.recent.filter((id) => id !== job.id)
  }
  /** Current job first: stopped ones come before running ones. */
  private ranked(): Job[] {
    const byRecency = [...this.recent].reverse().flatMap((id) => this.jobs.filter((job) => job.id === id))
    return [
      ...byRecency.filter((job) => stateOf(job) === 'Stopped'),
      ...byRecency.filter((job) => stateOf(job) !== 'Stopped'),
    ]
  }
  current(): Job | undefined {
    return this.ranked()[0]
  }
  /** `+`, `-` or a blank. */
  mark(job: Job): string {
    const [first, second] = this.ranked()
    return job === first ? '+' : job === second ? '-' : ' '
  }
  byPid(pid: Pid): Job | undefined {
    return this.jobs.find((job) => job.processes.some((each) => each.pid === pid))
  }
  /** `%1`, `%+`, `%-`, `%name`, `%?text`, `1`. */
  find(spec: string): Job | undefined {
    const name = spec.replace(/^%/, '')
    if (/^\d+$/.test(name)) return this.jobs.find((job) => job.id === Number(name))
    if (name === '' || name === '+' || name === '%') return this.ranked()[0]
    if (name === '-') return this.ranked()[1] ?? this.ranked()[0]
    if (name.startsWith('?')) return this.jobs.find((job) => job.command.includes(name.slice(1)))
    return this.jobs.find((job) => job.command.startsWith(name))
  }
}
