import { SECOND } from '../../base/time.ts'
import { startAgain } from '../../daemon/again.ts'
import { configured, readConfig } from '../../daemon/config-file.ts'
import { shutDown } from '../../daemon/containers/restore.ts'
import { endOf, isClean, outcomeOf, statusText } from '../../init/manager/exit-status.ts'
import type { JobResult } from '../../init/manager/job.ts'
import { untilTerminated } from '../../init/programs/notify.ts'
import { reap } from '../../kernel/lifecycle.ts'
import type { Condition, Process, WaitStatus } from '../../kernel/process.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import { serviceProcess } from '../service-process.ts'
import { commandOf, refusal } from './command.ts'
import type { UnitsHost } from './tend.ts'
import { type Say, UnitState } from './unit-state.ts'

const NAME = 'docker.service'
const TITLE = `${NAME} - Docker Application Container Engine`
const PID_FILE = '/run/docker.pid'
/** How long a daemon takes for its own beginnings. */
const BEGINNING = 350e6
/** As its unit file says: RestartSec, StartLimitIntervalSec, StartLimitBurst. */
const RESTART = 2 * SECOND
const INTERVAL = 60 * SECOND
const BURST = 3

/** docker.service: dockerd, started by its unit, and again when it ends. */
export class DockerService {
  readonly state: UnitState
  private readonly host: UnitsHost
  private readonly say: Say
  private readonly changed: Condition
  /** When it was started, as the limit counts. */
  private starts: number[] = []
  private restarts = 0
  private stopping = false
  private pending: (() => void) | undefined
  lastStatus: string | undefined
  /** The limit stopped it: its socket gives up too. */
  onGivenUp: () => void = () => {}
  /** It has ended: the socket listens for itself. */
  onEnded: () => void = () => {}
  onStarted: () => void = () => {}

  constructor(host: UnitsHost, say: Say) {
    const { kernel } = host
    this.host = host
    this.say = say
    this.state = new UnitState(NAME, 'running', kernel.options.boot, () => kernel.now())
    this.changed = host.machine.init.calls.condition()
  }

  get record(): ProcessRecord | undefined {
    const { process } = this.host.daemon.host
    const running = this.starting ?? process
    return running.state === 'zombie' ? undefined : running
  }
  private starting: ProcessRecord | undefined

  private get isUp(): boolean {
    return this.state.active === 'active'
  }

  /** Comes back when it is up, or has failed. */
  async start(): Promise<JobResult> {
    this.pending?.()
    this.pending = undefined
    while (this.state.active === 'deactivating') await this.changed.wait()
    if (this.isUp) return 'done'
    if (this.record === undefined && !this.begin()) return 'failed'
    while (this.state.active === 'activating' && this.state.sub === 'start') await this.changed.wait()
    return this.isUp ? 'done' : 'failed'
  }

  async stop(): Promise<JobResult> {
    const waited = this.pending !== undefined
    this.pending?.()
    this.pending = undefined
    if (waited) this.become('inactive', 'dead')
    const { record } = this
    if (record) {
      if (!this.stopping) {
        this.stopping = true
        this.say(NAME, `Stopping ${TITLE}...`)
        this.become('deactivating', 'stop-sigterm')
        this.host.kernel.signal(record, 'SIGTERM')
      }
      while (this.record !== undefined || this.stopping) await this.changed.wait()
    }
    if (this.state.active !== 'failed') this.become('inactive', 'dead')
    return 'done'
  }

  async restart(): Promise<JobResult> {
    await this.stop()
    return this.start()
  }

  async reload(): Promise<JobResult> {
    const { record } = this
    if (!record || this.state.active !== 'active') return 'invalid'
    this.say(NAME, `Reloading ${TITLE}...`)
    this.host.kernel.signal(record, 'SIGHUP')
    this.say(NAME, `Reloaded ${TITLE}.`)
    return 'done'
  }

  reset(): void {
    this.starts = []
    this.restarts = 0
    if (this.state.active === 'failed') this.become('inactive', 'dead')
    this.state.result = 'success'
  }

  /** Waits while it is about to start again; starts it where it does not run. For who came to its socket. */
  async activate(): Promise<JobResult> {
    while (this.pending) await this.changed.wait()
    return this.start()
  }

  // ── its process ──────────────────────────────────────────────────────────

  /** False where it was started too often. */
  private begin(): boolean {
    const { kernel, machine } = this.host
    const now = kernel.scheduler.now
    this.starts = this.starts.filter((at) => now - at < INTERVAL)
    if (this.starts.length >= BURST) {
      this.say(NAME, `${NAME}: Start request repeated too quickly.`, 4)
      this.fail(this.state.result === 'success' ? 'start-limit-hit' : this.state.result)
      this.say(NAME, `Failed to start ${TITLE}.`, 3)
      this.onGivenUp()
      return false
    }
    this.starts.push(now)
    this.say(NAME, `Starting ${TITLE}...`)
    this.become('activating', 'start')
    this.state.result = 'success'
    const { init, root } = machine
    const { namespaces } = init
    const argv = commandOf(init.calls, NAME)
    const record = serviceProcess(
      kernel,
      { namespaces, root, parent: init },
      argv,
      '/system.slice/docker.service',
    )
    this.starting = record
    record.onExit.add((status) => kernel.task(init, async () => this.ended(record, status)))
    kernel.run(record, (p) => this.run(p, record))
    return true
  }

  private async run(p: Process, record: ProcessRecord): Promise<number> {
    const wrong = refusal(p.argv) ?? readConfig(p)
    if (wrong !== undefined) {
      this.complain(record, wrong)
      return 1
    }
    const idle = configured(p)
    if (idle.length > 0)
      this.complain(record, `Strata does not simulate these settings of daemon.json: ${idle.join(', ')}`)
    await p.compute(BEGINNING)
    p.onSignal('SIGHUP', () => this.hangUp(), { restart: true })
    await startAgain(this.host.daemon, record, this.host.machine.socket)
    if (p.exists(PID_FILE)) p.unlink(PID_FILE)
    p.writeFile(PID_FILE, String(p.pid))
    this.starting = undefined
    this.become('active', 'running')
    this.onStarted()
    this.say(NAME, `Started ${TITLE}.`)
    await untilTerminated(p)
    return this.finish(p, 'SIGTERM')
  }

  /** dockerd was told to end: its containers are stopped. The result is its exit code. */
  async finish(p: Process, signal: 'SIGTERM' | 'SIGINT'): Promise<number> {
    const { daemon } = this.host
    const log = daemon.logs.dockerd
    log.info(`Processing signal '${signal === 'SIGTERM' ? 'terminated' : 'interrupt'}'`)
    await shutDown(daemon)
    if (p.exists(PID_FILE)) p.unlink(PID_FILE)
    log.info('Daemon shutdown complete')
    return 0
  }

  /** SIGHUP: what of its configuration may change while it runs is read again. */
  hangUp(): void {
    this.host.daemon.logs.dockerd.info('Got signal to reload configuration, using: /etc/docker/daemon.json')
  }

  ended(record: ProcessRecord, status: WaitStatus): void {
    const { kernel } = this.host
    // Its parent takes its status.
    if (kernel.processes.has(record.id)) reap(kernel, record)
    const upBefore = this.starting === undefined
    this.starting = undefined
    const clean = isClean(status)
    const [how, what] = endOf(status)
    this.lastStatus = statusText(status)
    if (!clean || status.kind !== 'exited')
      this.say(NAME, `${NAME}: Main process exited, code=${how}, status=${what}`, clean ? 6 : 5)
    if (clean) {
      this.state.result = 'success'
      this.say(NAME, `${NAME}: Deactivated successfully.`)
    } else {
      this.state.result = outcomeOf(status)
      this.say(NAME, `${NAME}: Failed with result '${this.state.result}'.`, 4)
    }
    this.onEnded()
    if (!upBefore) this.say(NAME, `Failed to start ${TITLE}.`, 3)
    if (this.stopping) {
      this.stopping = false
      this.say(NAME, `Stopped ${TITLE}.`)
      this.become(clean ? 'inactive' : 'failed', clean ? 'dead' : 'failed')
      return
    }
    this.become('activating', 'auto-restart')
    this.startLater()
  }

  /** A line of its standard error. */
  private complain({ id }: ProcessRecord, message: string): void {
    const pid = this.host.kernel.pidNamespace.numberOf(id)
    this.host.journal.append({ identifier: 'dockerd', pid, unit: NAME, priority: 6, message })
  }

  private startLater(): void {
    const { kernel, machine } = this.host
    this.pending = kernel.scheduler.after(RESTART, () =>
      kernel.task(machine.init, async () => {
        this.pending = undefined
        this.restarts++
        this.say(NAME, `${NAME}: Scheduled restart job, restart counter is at ${this.restarts}.`)
        this.say(NAME, `Stopped ${TITLE}.`)
        this.begin()
        this.changed.wakeAll()
      }),
    )
  }

  private fail(result: string): void {
    this.state.result = result
    this.say(NAME, `${NAME}: Failed with result '${result}'.`, 4)
    this.become('failed', 'failed')
  }
  private become(...[active, sub]: Parameters<UnitState['become']>): void {
    this.state.become(active, sub)
    this.changed.wakeAll()
  }
}
