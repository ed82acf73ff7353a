import { EngineError } from '../../base/errors.ts'
import type { Instant } from '../../base/time.ts'
import type { Condition, Pid, Process, WaitStatus } from '../../kernel/process.ts'
import { runGenerators } from '../generators.ts'
import { behaviourOf } from './behaviour.ts'
import { Children } from './children.ts'
import { unmetAssertion, unmetCondition } from './conditions.ts'
import { FAILS_WITH } from './dependencies.ts'
import { intoGroup } from './exec.ts'
import { isHeld, type Job, type JobResult, type JobType, merged, runsBefore } from './job.ts'
import { Units } from './load.ts'
import { beginning, ending, highlighted, statusLine, wordOf } from './messages.ts'
import { ERROR, INFO, Reports, WARNING } from './reports.ts'
import { RESERVE } from './reserve.ts'
import { spanOf } from './settings.ts'
import { type SystemState, systemState } from './system-state.ts'
import { type JobMode, Transaction } from './transaction.ts'
import type { ActiveState, Unit } from './unit.ts'

/** DefaultTimeoutStartSec and DefaultTimeoutStopSec. */
export const DEFAULT_TIMEOUT = 90e9

export interface ManagerOptions {
  /** The system's manager, or a user's. */
  readonly system: boolean
  /** Status on the console: always, or only what goes wrong (`quiet`). */
  readonly showStatus: boolean | 'auto'
  readonly paths?: readonly string[]
}

/** The service manager: units, their jobs, and the order in which those run (manager.c, job.c). */
export class Manager {
  readonly process: Process
  readonly options: ManagerOptions
  readonly units: Units
  readonly reports: Reports
  readonly children: Children
  readonly jobs = new Map<number, Job>()
  /** Nobody waits for a job any more: services of the type `idle` begin. */
  readonly settled: Condition
  /** udev has told of a device. */
  readonly devices: Condition
  /** When the boot was over. */
  finished: Instant | undefined
  readonly started: Instant
  private readonly ready = new Set<Job>()
  private lastJob = 0
  private dispatching = false
  private gone = new Set<Job>()

  constructor(process: Process, options: ManagerOptions) {
    this.process = process
    this.options = options
    this.started = process.now()
    this.units = new Units(process, options.paths, options.system)
    this.reports = new Reports(process, 'systemd')
    this.children = new Children(process)
    this.settled = process.condition()
    this.devices = process.condition()
    this.units.onLoaded = (unit) => {
      unit.behaviour = behaviourOf(this, unit)
    }
  }

  // ── jobs ─────────────────────────────────────────────────────────────────

  /** Queues a job with all that follows from it. `EngineError` where that cannot be. */
  add(type: JobType, unit: Unit, mode: JobMode = 'replace', onQueued: () => void = () => {}): Job {
    const transaction = new Transaction({
      units: () => this.units.all(),
      load: (one) => this.units.load(one),
      nextJobId: () => ++this.lastJob,
      warn: (about, text) => this.log(about, WARNING, `${about.name}: ${text}`),
    })
    const jobs = transaction.build(type, unit, mode)
    if (mode === 'isolate')
      for (const job of [...this.jobs.values()])
        if (!jobs.some((one) => one.unit === job.unit)) this.finish(job, 'canceled', false)
    const anchor = jobs.find((job) => job.unit === unit)
    const installed = new Map(jobs.map((job) => [job, this.install(job)]))
    const first = (anchor && installed.get(anchor)) ?? this.doneAlready(type, unit)
    onQueued()
    this.dispatch()
    return first
  }

  /** The same where nobody hears of a refusal. */
  tryAdd(type: JobType, unit: Unit, mode: JobMode = 'replace'): void {
    try {
      this.add(type, unit, mode)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      this.log(unit, WARNING, `${unit.name}: Failed to enqueue ${type} job, ignoring: ${error.message}`)
    }
  }

  private doneAlready(type: JobType, unit: Unit): Job {
    return {
      id: ++this.lastJob,
      unit,
      type,
      state: 'running',
      irreversible: false,
      ignoreOrder: false,
      result: 'done',
      began: undefined,
      done: [],
    }
  }

  private install(job: Job): Job {
    const { unit } = job
    const known = unit.job
    if (known) {
      const type = merged(known.type, job.type)
      if (type !== undefined && (known.state === 'waiting' || type === known.type)) {
        known.type = type
        known.irreversible ||= job.irreversible
        known.done.push(...job.done)
        this.queue(known)
        return known
      }
      this.finish(known, 'canceled', false)
    }
    unit.job = job
    this.jobs.set(job.id, job)
    this.queue(job)
    return job
  }

  private queue(job: Job): void {
    if (job.state === 'waiting') this.ready.add(job)
  }

  /** Runs jobs until all that are left wait for something. */
  dispatch(): void {
    if (this.dispatching) return
    this.dispatching = true
    while (this.ready.size > 0) {
      const next = [...this.ready].reduce((a, b) => (runsBefore(b, a) ? b : a))
      this.ready.delete(next)
      this.runJob(next)
    }
    this.dispatching = false
    this.checkFinished()
  }

  private runJob(job: Job): void {
    if (this.gone.has(job) || job.state !== 'waiting' || isHeld(job)) return
    job.state = 'running'
    job.began = this.process.now()
    this.limitTime(job)
    const { unit } = job
    switch (job.type) {
      case 'nop':
        this.finish(job, 'done')
        return
      case 'verify-active':
        if (unit.isActive) this.finish(job, 'done')
        else if (unit.active === 'activating') job.state = 'waiting'
        else this.finish(job, 'skipped')
        return
      case 'start':
        this.startUnit(job)
        return
      case 'reload':
        unit.behaviour?.reload?.()
        if (unit.job === job && unit.active !== 'reloading') this.finish(job, 'done')
        return
      default:
        if (unit.isDown) this.finish(job, 'done', true, true)
        else {
          unit.behaviour?.stop()
          this.tellBeginning(job)
        }
    }
  }

  private startUnit(job: Job): void {
    const { unit } = job
    if (unit.isActive) {
      this.finish(job, 'done', true, true)
      return
    }
    unit.skipped = undefined
    if (unit.active !== 'activating') {
      unit.skipped = unmetCondition(unit, this.process)
      if (unit.skipped !== undefined) {
        this.finish(job, 'done')
        return
      }
      if (unmetAssertion(unit, this.process)) {
        this.finish(job, 'assert')
        return
      }
    }
    for (const other of unit.others('BindsTo'))
      if (unit.others('After').has(other) && !other.isActive) {
        this.finish(job, 'dependency')
        return
      }
    if (!unit.behaviour) {
      this.finish(job, 'unsupported')
      return
    }
    if (unit.active !== 'activating') unit.behaviour.start()
    this.tellBeginning(job)
  }

  /** Where it is not over at once. */
  private tellBeginning(job: Job): void {
    const format = unless(this.gone.has(job), beginning(job.unit.type, job.type))
    if (format === undefined) return
    this.log(
      job.unit,
      INFO,
      format.replace('%s', () => job.unit.title),
    )
    this.show(
      false,
      undefined,
      format.replace('%s', () => highlighted(job.unit)),
    )
  }

  private limitTime(job: Job): void {
    const { settings, type } = job.unit
    const given = settings.get('Unit', 'JobRunningTimeoutSec') ?? settings.get('Unit', 'JobTimeoutSec')
    const limit = given
      ? spanOf(given)
      : type === 'device' && job.type === 'start'
        ? DEFAULT_TIMEOUT
        : undefined
    if (limit === undefined || limit === 0 || limit === Number.POSITIVE_INFINITY) return
    this.after(limit, () => {
      if (!this.gone.has(job) && job.unit.job === job) RESERVE.code.timeOut(this, job)
    })
  }

  /** Ends a job, and those that fail with it (job_finish_and_invalidate). */
  finish(job: Job, result: JobResult, recursive = true, already = false): void {
    if (this.gone.has(job)) return
    const { unit, type } = job
    if (!already) this.tellEnding(job, result)
    if (result === 'done' && (type === 'restart' || type === 'try-restart')) {
      job.type = 'start'
      job.state = 'waiting'
      this.queue(job)
      this.wakeNeighbours(unit)
      return
    }
    this.gone.add(job)
    this.ready.delete(job)
    this.jobs.delete(job.id)
    unit.job = undefined
    job.result = result
    if (result !== 'done' && recursive) {
      if (type === 'start' || type === 'verify-active') this.failDependents(unit, FAILS_WITH)
      else if (type === 'stop') this.failDependents(unit, ['ConflictedBy'])
    }
    if (result === 'done' && recursive && type === 'start' && !unit.isActive)
      this.failDependents(unit, ['RequisiteOf'])
    if (result === 'timeout' || result === 'dependency') RESERVE.code.startOnFailure(this, unit)
    for (const listener of job.done) listener(result)
    this.wakeNeighbours(unit)
  }

  private wakeNeighbours(unit: Unit): void {
    for (const other of unit.allOthers(['Before', 'After'])) if (other.job) this.queue(other.job)
  }

  private failDependents(unit: Unit, kinds: typeof FAILS_WITH): void {
    for (const { job } of unit.allOthers(kinds)) {
      if (!job || (job.type !== 'start' && job.type !== 'verify-active')) continue
      this.finish(job, 'dependency')
    }
  }

  private tellEnding(job: Job, result: JobResult): void {
    const { unit, type } = job
    if (result === 'canceled') return
    if (type === 'start' && result === 'done' && unit.skipped !== undefined) {
      this.log(unit, INFO, `${unit.title} ${unit.skipped}`)
      return
    }
    const format = ending(unit, type, result)
    if (format === undefined) return
    this.log(
      unit,
      result === 'done' ? INFO : ERROR,
      format.replace('%s', () => unit.title),
    )
    const word = wordOf(type, result)
    if (word === undefined) return
    this.show(
      result !== 'done',
      word,
      format.replace('%s', () => highlighted(unit)),
    )
    if (type === 'start' && result === 'failed')
      this.show(false, undefined, `See 'systemctl status ${unit.name}' for details.`)
  }

  private checkFinished(): void {
    if (this.jobs.size > 0) return
    this.settled.wakeAll()
    if (this.finished !== undefined) return
    this.finished = this.process.now()
    this.onFinished()
  }
  /** Called once, when the first jobs are over. */
  onFinished: () => void = () => {}

  // ── units ────────────────────────────────────────────────────────────────

  /** A unit has come to another state: what waits for it goes on (unit_notify, unit_process_job). */
  changed(unit: Unit, active: ActiveState, sub: string): void {
    const before = unit.active
    unit.active = active
    unit.sub = sub
    if (before !== active) unit.stamp(this.process.now(), before)
    const { job } = unit
    let expected = false
    if (job?.state === 'running' || (job && job.type === 'verify-active')) {
      expected = true
      if (job.type === 'start' || job.type === 'verify-active') {
        if (unit.isActive) this.finish(job, 'done')
        else if (unit.isDown && job.state === 'running' && before !== active)
          this.finish(job, active === 'failed' ? 'failed' : 'done')
        else if (active !== 'activating') expected = false
      } else if (job.type === 'reload') {
        if (active !== 'reloading') this.finish(job, unit.isActive ? 'done' : 'failed')
      } else if (unit.isDown) this.finish(job, 'done')
      else if (active !== 'deactivating') expected = false
    }
    if (!expected && unit.isDown && before !== active && before !== 'inactive' && before !== 'failed')
      for (const other of unit.others('BoundBy')) if (!other.isDown && !other.job) this.tryAdd('stop', other)
    if (active === 'failed' && before !== 'failed') RESERVE.code.startOnFailure(this, unit)
    for (const listener of [...this.watchers]) listener(unit, before)
    this.dispatch()
  }
  /** Told of every change, with the state before. */
  readonly watchers = new Set<(unit: Unit, before: ActiveState) => void>()

  get state(): SystemState {
    return systemState(this)
  }
  get failed(): Unit[] {
    return this.units.all().filter(({ active }) => active === 'failed')
  }

  /** Reads all unit files again. Jobs and states stay. */
  async reload(): Promise<void> {
    if (this.options.system)
      await runGenerators(this.process, '/lib/systemd/system-generators', this.children)
    this.units.reload()
  }

  /** A process that others started becomes one of a unit. */
  enroll(unit: Unit, pid: Pid): void {
    intoGroup(this, unit, pid)
  }

  // ── what the manager says ────────────────────────────────────────────────

  log(unit: Unit | undefined, level: number, text: string): void {
    this.reports.log(level, text, unit?.name)
  }
  /** A line of status, where the console is to show it (manager_should_show_status). */
  show(important: boolean, word: string | undefined, text: string): void {
    const { system, showStatus } = this.options
    if (!system || !['initializing', 'starting', 'stopping'].includes(this.state)) return
    if (showStatus === true || (important && showStatus === 'auto'))
      this.reports.status(statusLine(word, text))
  }

  // ── time and processes ───────────────────────────────────────────────────

  /** Calls back after a time; `stillWanted` is asked then. */
  after(nanoseconds: number, callback: () => void): void {
    this.process.thread(async () => {
      await this.process.sleep(nanoseconds)
      callback()
    })
  }
  onExit(pid: Pid, callback: (status: WaitStatus) => void): void {
    this.children.onExit(pid, callback)
  }
}

const unless = <T>(no: boolean, value: T): T | undefined => (no ? undefined : value)
