import type { Instant } from '../../base/time.ts'
import { UNIT_TYPES } from './names.ts'
import type { Unit } from './unit.ts'

export type JobType =
  | 'start'
  | 'verify-active'
  | 'stop'
  | 'reload'
  | 'restart'
  | 'try-restart'
  | 'reload-or-start'
  | 'nop'
export type JobResult =
  | 'done'
  | 'canceled'
  | 'timeout'
  | 'failed'
  | 'dependency'
  | 'skipped'
  | 'invalid'
  | 'assert'
  | 'unsupported'

/** Something that is to happen to a unit. */
export interface Job {
  readonly id: number
  readonly unit: Unit
  type: JobType
  state: 'waiting' | 'running'
  irreversible: boolean
  /** It waits for no other. */
  ignoreOrder: boolean
  result: JobResult | undefined
  began: Instant | undefined
  /** Called with the result. */
  readonly done: ((result: JobResult) => void)[]
}

const isStop = (type: JobType): boolean => type === 'stop' || type === 'restart'

/** Which of two jobs of units, of which `first` comes before `second`, has to wait: stops go first. */
export function waiter(first: Job, second: Job): Job | undefined {
  if (first.type === 'nop' || second.type === 'nop' || first.ignoreOrder || second.ignoreOrder)
    return undefined
  return isStop(second.type) ? first : second
}

/** A job that has to wait for another one. */
export function isHeld(job: Job): boolean {
  if (job.ignoreOrder || job.type === 'nop') return false
  for (const { job: other } of job.unit.others('After')) if (other && waiter(other, job) === job) return true
  for (const { job: other } of job.unit.others('Before')) if (other && waiter(job, other) === job) return true
  return false
}

/** Both in one; undefined where they contradict each other (job.c, job_merging_table). */
export function merged(a: JobType, b: JobType): JobType | undefined {
  if (a === b) return a
  const pair = [a, b].sort().join(' ')
  switch (pair) {
    case 'start verify-active':
      return 'start'
    case 'reload start':
    case 'reload-or-start start':
    case 'reload reload-or-start':
    case 'reload-or-start verify-active':
      return 'reload-or-start'
    case 'reload verify-active':
      return 'reload'
    case 'restart start':
    case 'restart verify-active':
    case 'reload restart':
    case 'reload-or-start restart':
    case 'restart try-restart':
    case 'start try-restart':
      return 'restart'
    case 'try-restart verify-active':
      return 'restart'
    default:
      return undefined
  }
}

/** The unit is already as the job wants it. */
export function isRedundant({ type }: Job, { active }: Unit): boolean {
  switch (type) {
    case 'start':
      return active === 'active' || active === 'reloading'
    case 'stop':
      return active === 'inactive' || active === 'failed'
    case 'verify-active':
      return active === 'active' || active === 'reloading'
    case 'reload':
      return active === 'reloading'
    case 'restart':
      return active === 'activating'
    default:
      return type === 'nop'
  }
}

/** A job type as it is for a unit's present state (job_type_collapse). */
export function collapsed(type: JobType, unit: Unit): JobType {
  if (type === 'try-restart') return unit.isDown || unit.active === 'deactivating' ? 'nop' : 'restart'
  if (type === 'reload-or-start') return unit.isDown || unit.active === 'deactivating' ? 'start' : 'reload'
  return type
}

const RANKS: ReadonlyMap<string, number> = new Map(UNIT_TYPES.map((type, i) => [type, i]))

/** The order in which jobs that may run are run (unit_compare_priority): by type, the later ones first, then by name. */
export function runsBefore(a: Job, b: Job): boolean {
  const order = RANKS.get(b.unit.type)! - RANKS.get(a.unit.type)!
  return order !== 0 ? order < 0 : a.unit.name < b.unit.name
}
