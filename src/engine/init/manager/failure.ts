import type { Job } from './job.ts'
import type { Manager } from './manager.ts'
import { INFO, WARNING } from './reports.ts'
import type { JobMode } from './transaction.ts'
import type { Unit } from './unit.ts'

/** A unit failed: what it names for that is started (systemd.unit(5), OnFailure). */
export function startOnFailure(manager: Manager, unit: Unit): void {
  const others = [...unit.others('OnFailure')]
  if (others.length === 0) return
  manager.log(unit, INFO, `${unit.name}: Triggering OnFailure= dependencies.`)
  const mode = (unit.settings.get('Unit', 'OnFailureJobMode') ?? 'replace') as JobMode
  for (const other of others) manager.tryAdd('start', other, mode)
}

/** A job has run for longer than it may. */
export function timeOut(manager: Manager, job: Job): void {
  const { unit, type } = job
  manager.log(unit, WARNING, `${unit.name}: Job ${unit.name}/${type} timed out.`)
  manager.finish(job, 'timeout')
  manager.dispatch()
}
