import { EngineError } from '../../base/errors.ts'
import type { Job } from './job.ts'
import type { Host } from './transaction.ts'

/** Which of two jobs for one unit that contradict each other goes. `EngineError` where the transaction needs both. */
export function loser(
  [a, b]: readonly [Job, Job],
  matters: ReadonlySet<Job>,
  isConflicted: (job: Job) => boolean,
): Job {
  if (matters.has(a) && matters.has(b))
    throw new EngineError(
      'conflict',
      `Transaction contains conflicting jobs '${a.type}' and '${b.type}' for ${a.unit.name}. Probably contradicting requirement dependencies configured.`,
    )
  if (matters.has(b)) return a
  if (matters.has(a)) return b
  if (a.type === 'stop') return isConflicted(a) ? b : a
  if (b.type === 'stop') return isConflicted(b) ? a : b
  return a
}

/** Which job of a circle goes, so that the others can run. `EngineError` where all of them are needed. */
export function victimOf(circle: readonly Job[], matters: ReadonlySet<Job>, host: Host): Job {
  const victim = circle.find((job) => !matters.has(job) && !job.unit.job)
  const [first, second] = circle as readonly [Job, Job?]
  const { unit, type } = first
  host.warn(unit, `Found ordering cycle on ${second?.unit.name ?? unit.name}/${type}`)
  if (!victim) {
    host.warn(unit, 'Unable to break cycle')
    throw new EngineError('conflict', 'Transaction order is cyclic. See system logs for details.')
  }
  host.warn(
    unit,
    `Job ${victim.unit.name}/${victim.type} deleted to break ordering cycle starting with ${unit.name}/${type}`,
  )
  return victim
}

/** `job` would undo one that is queued for its unit. */
export function refuseDestruction(queued: Job, { unit, type }: Job): never {
  throw new EngineError(
    'conflict',
    `Transaction for ${unit.name}/${type} is destructive (${unit.name} has '${queued.type}' job queued, but '${type}' is included in transaction).`,
  )
}
