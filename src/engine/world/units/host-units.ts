import { EngineError } from '../../base/errors.ts'
import type { JobResult, JobType } from '../../init/manager/job.ts'
import type { JobAnswer, ManagerRequest, UnitInfo } from '../../init/requests.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import type { Signal } from '../../kernel/signals.ts'
import { filesOf } from './command.ts'
import { DockerService } from './docker-service.ts'
import { DockerSocket } from './docker-socket.ts'
import type { UnitsHost } from './tend.ts'
import { sayer, UnitState } from './unit-state.ts'

const OTHER =
  'Strata runs only docker.service, docker.socket, containerd.service and docker-registry.service on this host; the PC of the chapter "How Linux boots" has all of systemd'
const STAYS = 'Strata does not stop or start it on this host'

type Verb = 'start' | 'stop' | 'restart' | 'reload'

/** What a job comes to for a unit that is `down`, or not; undefined: nothing. */
function verbOf(type: JobType, down: boolean): Verb | undefined {
  switch (type) {
    case 'try-restart':
      return down ? undefined : 'restart'
    case 'reload-or-start':
      return down ? 'start' : 'reload'
    case 'start':
    case 'stop':
    case 'restart':
    case 'reload':
      return type
    default:
      return undefined
  }
}

/** The units of Docker's packages as a service manager has them; all else of systemd is not there. */
export class HostUnits {
  readonly docker: DockerService
  private readonly socket: DockerSocket
  private readonly host: UnitsHost
  /** Services that run as long as the host. */
  private readonly others = new Map<string, { state: UnitState; record: ProcessRecord }>()
  private jobs = 0

  constructor(host: UnitsHost) {
    this.host = host
    const { kernel, machine } = host
    const say = sayer(host.journal)
    this.docker = new DockerService(host, say)
    this.socket = new DockerSocket(host, this.docker, say)
    for (const [name, record] of [
      ['containerd.service', machine.containerd],
      ['docker-registry.service', machine.registry],
    ] as const)
      if (record)
        this.others.set(name, {
          state: new UnitState(name, 'running', kernel.options.boot, () => kernel.now()),
          record,
        })
  }

  async answer(request: ManagerRequest): Promise<unknown> {
    switch (request.method) {
      case 'ListUnits':
        return [...this.others.keys(), 'docker.service', 'docker.socket'].map((name) => this.infoOf(name))
      case 'GetUnit':
        return this.infoOf(request.name)
      case 'ActiveState':
        return this.infoOf(request.name).active
      case 'ListJobs':
        return []
      case 'Reload':
        return null
      case 'ResetFailed':
        this.docker.reset()
        this.socket.reset()
        return null
      case 'Kill':
        this.kill(request.name, request.signal as Signal)
        return null
      case 'Job':
        return this.job(request)
      default:
        throw new EngineError('not-implemented', OTHER)
    }
  }

  private kill(name: string, signal: Signal): void {
    const pid = this.infoOf(name).mainPid
    const record = pid > 0 ? this.host.kernel.pidNamespace.get(pid) : undefined
    if (record) this.host.kernel.signal(record, signal)
  }

  private async job({ type, name, wait }: Extract<ManagerRequest, { method: 'Job' }>): Promise<JobAnswer> {
    const info = this.infoOf(name)
    if (info.load === 'masked' && type !== 'stop') throw new EngineError('invalid', `Unit ${name} is masked.`)
    const verb = verbOf(type, info.active === 'inactive' || info.active === 'failed')
    const id = ++this.jobs
    if (verb === undefined) return { id, result: 'done' }
    if (!wait) {
      this.host.kernel.task(this.host.machine.init, async () => {
        await this.run(name, verb)
      })
      return { id, result: undefined }
    }
    return { id, result: await this.run(name, verb) }
  }

  private async run(name: string, verb: Verb): Promise<JobResult> {
    const { docker, socket } = this
    if (name === 'docker.socket') {
      if (verb === 'reload')
        throw new EngineError('invalid', `Job type reload is not applicable for unit ${name}.`)
      if (verb !== 'start') {
        // docker.service requires it: it is stopped with it, and a restart brings both back.
        const ran = docker.record !== undefined
        await docker.stop()
        socket.stop()
        if (verb === 'stop') return 'done'
        socket.start()
        return ran ? docker.start() : 'done'
      }
      return socket.start()
    }
    if (name !== 'docker.service') {
      if (verb === 'start') return 'done'
      throw new EngineError('not-implemented', STAYS)
    }
    if (verb === 'start' || verb === 'restart') socket.start()
    return docker[verb]()
  }

  private infoOf(name: string): UnitInfo {
    const { kernel, machine } = this.host
    const { file, settings } = filesOf(machine.init.calls, name)
    const other = this.others.get(name)
    const state =
      name === 'docker.service'
        ? this.docker.state
        : name === 'docker.socket'
          ? this.socket.state
          : other?.state
    if (!state) throw new EngineError('not-implemented', OTHER)
    const isDocker = state === this.docker.state
    const record = isDocker ? this.docker.record : other?.record
    return {
      name,
      aliases: [],
      description: settings.get('Unit', 'Description') ?? name,
      load: file.masked ? 'masked' : file.path === undefined ? 'not-found' : 'loaded',
      active: state.active,
      sub: state.sub,
      path: file.path,
      dropIns: file.dropIns,
      source: undefined,
      mount: undefined,
      result: state.result,
      mainPid: record ? kernel.pidNamespace.numberOf(record.id) : 0,
      mainStatus: isDocker && !record ? this.docker.lastStatus : undefined,
      status: '',
      group: name.endsWith('.service') && record ? `/system.slice/${name}` : undefined,
      job: undefined,
      skipped: undefined,
      since: state.since,
      documentation: settings.words('Unit', 'Documentation'),
      perpetual: false,
      others: {
        ...Object.fromEntries(
          ['Requires', 'Wants', 'After'].map((kind) => [kind, settings.words('Unit', kind)]),
        ),
        ...(isDocker && { TriggeredBy: ['docker.socket'] }),
        ...(state === this.socket.state && { Triggers: ['docker.service'] }),
      },
    }
  }
}
