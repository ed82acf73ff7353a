import { EngineError } from '../../base/errors.ts'
import { PULLS_START, STOPS_WITH } from './dependencies.ts'
import { collapsed, isRedundant, type Job, type JobType, merged, waiter } from './job.ts'
import { RESERVE } from './reserve.ts'
import type { Unit } from './unit.ts'

export type JobMode =
  | 'replace'
  | 'fail'
  | 'isolate'
  | 'replace-irreversibly'
  | 'ignore-dependencies'
  | 'ignore-requirements'

interface Link {
  readonly by: Job | undefined
  readonly job: Job
  readonly matters: boolean
  readonly conflicts: boolean
}

/** What the manager lends a transaction. */
export interface Host {
  units(): Iterable<Unit>
  load(unit: Unit): void
  nextJobId(): number
  warn(unit: Unit, text: string): void
}

/**
 * The jobs that follow from one, so that they contradict neither each other nor the order of the units (transaction.c).
 * Building it changes nothing; the manager installs what `build` returns.
 */
export class Transaction {
  private readonly host: Host
  private readonly jobs = new Map<Unit, Job[]>()
  private links: Link[] = []
  /** What jobs units had before each one that was added. */
  private readonly added: { readonly unit: Unit; readonly before: Job[] | undefined }[] = []

  constructor(host: Host) {
    this.host = host
  }

  /** Throws `EngineError` where the anchor's own requirements cannot be met. */
  build(type: JobType, unit: Unit, mode: JobMode): Job[] {
    const plain = collapsed(type, unit)
    const anchor = this.add(plain, unit, undefined, true, false, mode)
    if (mode === 'isolate') this.stopOthers()
    if (mode === 'ignore-dependencies') anchor.ignoreOrder = true
    const irreversible = mode === 'replace-irreversibly'
    this.dropRedundant(anchor)
    // Isolation starts also what a unit wants that is active already.
    if (mode !== 'isolate') this.collectGarbage(anchor)
    for (let left = 1000; this.breakCycle(anchor); left--)
      if (left === 0)
        throw new EngineError('conflict', 'Transaction order is cyclic. See system logs for details.')
    if (mode !== 'isolate') this.collectGarbage(anchor)
    this.merge(anchor)
    this.dropRedundant(anchor)
    this.refuseDestruction(mode)
    const all = [...this.jobs.values()].flat()
    if (irreversible) for (const job of all) job.irreversible = true
    return all
  }

  private add(
    type: JobType,
    unit: Unit,
    by: Job | undefined,
    matters: boolean,
    conflicts: boolean,
    mode: JobMode,
  ): Job {
    if (type !== 'stop') {
      this.host.load(unit)
      refuseUnloaded(unit)
    }
    if (type === 'stop' && unit.perpetual)
      throw new EngineError('invalid', `Job type stop is not applicable for unit ${unit.name}.`)
    const known = this.jobs.get(unit) ?? []
    let job = known.find((one) => one.type === type)
    const isNew = job === undefined
    job ??= newJob(this.host.nextJobId(), unit, type)
    if (isNew) {
      this.added.push({ unit, before: this.jobs.get(unit) })
      this.jobs.set(unit, [...known, job])
    }
    this.links.push({ by, job, matters, conflicts })
    if (isNew && mode !== 'ignore-dependencies' && mode !== 'ignore-requirements' && type !== 'nop')
      this.follow(type, job, mode)
    return job
  }

  private follow(type: JobType, job: Job, mode: JobMode): void {
    const { unit } = job
    const inner = mode === 'isolate' ? 'replace' : mode
    if (type === 'start' || type === 'restart') {
      for (const other of unit.allOthers(PULLS_START)) this.add('start', other, job, true, false, inner)
      for (const other of unit.others('Wants')) this.attempt('start', other, job, inner)
      for (const other of unit.others('Requisite')) this.add('verify-active', other, job, true, false, inner)
      for (const other of unit.others('Conflicts'))
        if (!other.perpetual) this.add('stop', other, job, true, true, inner)
      for (const other of unit.others('ConflictedBy')) this.attempt('stop', other, job, inner)
    }
    if (type === 'stop' || type === 'restart')
      for (const other of unit.allOthers(STOPS_WITH)) {
        const next = collapsed(type === 'restart' ? 'try-restart' : 'stop', other)
        if (next !== 'nop' && !other.perpetual) this.add(next, other, job, true, false, inner)
      }
    if (type === 'reload')
      for (const other of unit.others('PropagatesReloadTo'))
        if (other.isActive) this.attempt('reload', other, job, inner)
  }

  /** What may fail without harm. */
  private attempt(type: JobType, unit: Unit, by: Job, mode: JobMode): void {
    const { length } = this.links
    const added = this.added.length
    try {
      this.add(type, unit, by, false, type === 'stop', mode)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      this.links.length = length
      for (const { unit: other, before } of this.added.splice(added).reverse())
        if (before) this.jobs.set(other, before)
        else this.jobs.delete(other)
    }
  }

  /** Isolation stops whatever is not pulled in. */
  private stopOthers(): void {
    for (const unit of this.host.units()) {
      if (unit.perpetual || unit.settings.flag('Unit', 'IgnoreOnIsolate', ignoredByType(unit))) continue
      if (unit.isDown && !unit.job) continue
      if (this.jobs.has(unit)) continue
      if ([...unit.others('TriggeredBy')].some((other) => this.jobs.has(other))) continue
      const job = newJob(this.host.nextJobId(), unit, 'stop')
      this.jobs.set(unit, [job])
      this.links.push({ by: undefined, job, matters: false, conflicts: false })
    }
  }

  private delete(job: Job): void {
    const left = (this.jobs.get(job.unit) ?? []).filter((one) => one !== job)
    if (left.length > 0) this.jobs.set(job.unit, left)
    else this.jobs.delete(job.unit)
    const needed = this.links.filter((link) => link.job === job && link.matters && link.by)
    this.links = this.links.filter((link) => link.job !== job && link.by !== job)
    for (const { by } of needed) if (this.has(by!)) this.delete(by!)
  }
  private has(job: Job): boolean {
    return this.jobs.get(job.unit)?.includes(job) ?? false
  }

  private dropRedundant(anchor: Job): void {
    for (const [unit, list] of [...this.jobs]) {
      if (list.includes(anchor) || unit.job) continue
      if (list.every((job) => isRedundant(job, unit))) {
        this.jobs.delete(unit)
        this.links = this.links.filter((link) => link.job.unit !== unit)
      }
    }
  }

  /** Jobs that nothing asks for any more go. */
  private collectGarbage(anchor: Job): void {
    for (let again = true; again; ) {
      again = false
      for (const job of [...this.jobs.values()].flat()) {
        if (job === anchor || this.links.some((link) => link.job === job && (!link.by || this.has(link.by))))
          continue
        this.delete(job)
        again = true
      }
    }
  }

  /** The jobs without which the anchor makes no sense. */
  private mattering(anchor: Job): Set<Job> {
    const found = new Set([anchor])
    for (const job of found)
      for (const link of this.links) if (link.by === job && link.matters) found.add(link.job)
    return found
  }

  /** Makes one job of those for the same unit; of two that contradict each other one goes. */
  private merge(anchor: Job): void {
    for (let again = true; again; ) {
      again = false
      const matters = this.mattering(anchor)
      for (const list of this.jobs.values()) {
        const clash = clashIn(list)
        if (!clash) continue
        this.delete(RESERVE.code.loser(clash, matters, (job) => this.isConflicted(job)))
        again = true
        break
      }
    }
    for (const [unit, list] of this.jobs) {
      if (list.length < 2) continue
      const type = list.map((job) => job.type).reduce((a, b) => merged(a, b)!)
      const [first, ...others] = list as [Job, ...Job[]]
      first.type = collapsed(type, unit)
      this.jobs.set(unit, [first])
      this.links = this.links.map((link) => ({
        ...link,
        job: others.includes(link.job) ? first : link.job,
        by: link.by && others.includes(link.by) ? first : link.by,
      }))
    }
  }

  private isConflicted(job: Job): boolean {
    return this.links.some((link) => link.job === job && link.conflicts)
  }

  /** Finds a circle of jobs that wait for each other and takes one away that does not matter. True where there was one. */
  private breakCycle(anchor: Job): boolean {
    const circle = this.findCycle()
    if (!circle) return false
    const victim = RESERVE.code.victimOf(circle, this.mattering(anchor), this.host)
    for (const job of [...(this.jobs.get(victim.unit) ?? [])]) this.delete(job)
    return true
  }

  private findCycle(): Job[] | undefined {
    const settled = new Set<Job>()
    const visit = (job: Job, path: Job[]): Job[] | undefined => {
      const at = path.indexOf(job)
      if (at >= 0) return path.slice(at)
      if (settled.has(job)) return undefined
      path.push(job)
      for (const next of this.waitsFor(job)) {
        const circle = visit(next, path)
        if (circle) return circle
      }
      path.pop()
      settled.add(job)
      return undefined
    }
    for (const job of [...this.jobs.values()].flat()) {
      const circle = visit(job, [])
      if (circle) return circle
    }
    return undefined
  }

  private waitsFor(job: Job): Job[] {
    const found: Job[] = []
    for (const other of job.unit.others('After')) {
      const [next] = this.jobs.get(other) ?? []
      if (next && waiter(next, job) === job) found.push(next)
    }
    for (const other of job.unit.others('Before')) {
      const [next] = this.jobs.get(other) ?? []
      if (next && waiter(job, next) === job) found.push(next)
    }
    return found
  }

  private refuseDestruction(mode: JobMode): void {
    for (const [unit, [job]] of this.jobs) {
      if (!unit.job || !job || merged(unit.job.type, job.type) !== undefined) continue
      if (mode === 'fail' || unit.job.irreversible) RESERVE.code.refuseDestruction(unit.job, job)
    }
  }
}

const newJob = (id: number, unit: Unit, type: JobType): Job => ({
  id,
  unit,
  type,
  state: 'waiting',
  irreversible: false,
  ignoreOrder: false,
  result: undefined,
  began: undefined,
  done: [],
})

function clashIn(list: readonly Job[]): readonly [Job, Job] | undefined {
  for (const [i, a] of list.entries())
    for (const b of list.slice(i + 1)) if (merged(a.type, b.type) === undefined) return [a, b]
  return undefined
}

/** Types that isolation leaves alone unless their files say otherwise. */
const ignoredByType = ({ type }: Unit): boolean =>
  ['device', 'scope', 'slice', 'swap', 'mount'].includes(type)

function refuseUnloaded({ load, name }: Unit): void {
  if (load === 'not-found') throw new EngineError('not-found', `Unit ${name} not found.`)
  if (load === 'masked') throw new EngineError('conflict', `Unit ${name} is masked.`)
  if (load === 'bad-setting') throw new EngineError('invalid', `Unit ${name} has a bad unit file setting.`)
}
