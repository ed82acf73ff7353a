import { EngineError } from '../../base/errors.ts'
import type { JobResult } from '../../init/manager/job.ts'
import type { Fd } from '../../kernel/process.ts'
import type { Caller } from '../../kernel/service.ts'
import type { DockerService } from './docker-service.ts'
import type { UnitsHost } from './tend.ts'
import { type Say, UnitState } from './unit-state.ts'

const NAME = 'docker.socket'
const TITLE = `${NAME} - Docker Socket for the API`

/** docker.socket: who comes to /run/docker.sock while dockerd does not run has it started. */
export class DockerSocket {
  readonly state: UnitState
  private readonly host: UnitsHost
  private readonly docker: DockerService
  private readonly say: Say
  private fd: Fd | undefined

  constructor(host: UnitsHost, docker: DockerService, say: Say) {
    const { kernel } = host
    this.host = host
    this.docker = docker
    this.say = say
    this.state = new UnitState(NAME, 'running', kernel.options.boot, () => kernel.now())
    docker.onEnded = () => {
      if (this.state.active === 'active') this.listen()
    }
    docker.onGivenUp = () => {
      if (this.state.active !== 'active') return
      this.close()
      this.say(NAME, `${NAME}: Failed with result 'service-start-limit-hit'.`, 4)
      this.state.result = 'service-start-limit-hit'
      this.state.become('failed', 'failed')
    }
    docker.onStarted = () => {
      if (this.state.active === 'active') this.state.become('active', 'running')
    }
  }

  start(): JobResult {
    if (this.state.active === 'active') return 'done'
    this.say(NAME, `Starting ${TITLE}...`)
    this.state.result = 'success'
    this.state.become('active', 'listening')
    this.listen()
    this.say(NAME, `Listening on ${TITLE}.`)
    return 'done'
  }

  stop(): void {
    if (this.state.active !== 'active') {
      this.reset()
      return
    }
    this.close()
    this.state.become('inactive', 'dead')
    this.say(NAME, `${NAME}: Deactivated successfully.`)
    this.say(NAME, `Closed ${TITLE}.`)
  }

  reset(): void {
    if (this.state.active === 'failed') this.state.become('inactive', 'dead')
    this.state.result = 'success'
  }

  private listen(): void {
    const { kernel, machine } = this.host
    this.state.become('active', 'listening')
    this.fd ??= kernel.services.listen(
      machine.socket,
      machine.init,
      async (request, caller) => (await this.reach(caller))(request),
      {
        name: '/run/docker.sock',
        stream: async () => {
          await this.docker.activate()
        },
      },
    )
  }
  private close(): void {
    if (this.fd !== undefined) this.host.machine.init.fds.close(this.fd)
    this.fd = undefined
  }

  /** Starts dockerd; the result asks it, as `caller` would have. */
  private async reach({ pid }: Caller): Promise<(request: unknown) => Promise<unknown>> {
    const { kernel, machine } = this.host
    const result = await this.docker.activate()
    const caller = kernel.pidNamespace.get(pid)
    if (result !== 'done' || !caller) throw new EngineError('unavailable', 'EOF')
    return kernel.services.call(machine.socket, caller)
  }
}
