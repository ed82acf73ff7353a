import { formatDuration } from '../../base/duration.ts'
import { EngineError } from '../../base/errors.ts'
import { concatBytes, decode } from '../../base/text.ts'
import { type Nanoseconds, SECOND } from '../../base/time.ts'
import { exitStatus } from '../../kernel/signals.ts'
import type { Healthcheck } from '../../oci/types.ts'
import type { Daemon } from '../daemon.ts'
import { logContainer } from './event.ts'
import type { Container, ContainerConfig, Health, HealthResult } from './store.ts'

/** What a check does where it does not say so (moby, daemon/health.go). */
const INTERVAL = 30 * SECOND
const TIMEOUT = 30 * SECOND
const START_INTERVAL = 5 * SECOND
const RETRIES = 3
const KEPT = 5
const OUTPUT_LIMIT = 4096
const TIMED_OUT = -1

/** The command of a check; undefined where there is none to run. */
function probeOf({ Healthcheck, Shell }: ContainerConfig): readonly string[] | undefined {
  const [kind, ...rest] = Healthcheck?.Test ?? []
  if (kind === 'CMD') return rest
  if (kind === 'CMD-SHELL') return [...(Shell ?? ['/bin/sh', '-c']), ...rest]
  return undefined
}

/** Runs the health checks of containers while they run and are not paused. */
export class HealthMonitors {
  private readonly daemon: () => Daemon
  /** Stops the monitor of a container. */
  private readonly monitors = new Map<string, () => void>()

  constructor(daemon: () => Daemon) {
    this.daemon = daemon
  }

  /** The container starts: its health is unknown again, what was found before is kept. */
  begin(id: string): void {
    const container = this.daemon().containers.get(id)
    if (!container || !probeOf(container.config)) return
    const health: Health = { Status: 'starting', FailingStreak: 0, Log: container.health?.Log ?? [] }
    this.daemon().containers.update(id, { health })
    this.follow(id)
  }

  /** Starts or stops checking, as the container's state wants it. */
  follow(id: string): void {
    const container = this.daemon().containers.get(id)
    if (container?.health === undefined) return
    const wanted = container.state.Status === 'running'
    if (wanted && !this.monitors.has(id)) this.schedule(container)
    if (!wanted) this.end(id)
  }

  /** Nobody looks any more: the container counts as unhealthy (moby, container/health.go, CloseMonitorChannel). */
  end(id: string): void {
    const stop = this.monitors.get(id)
    if (!stop) return
    stop()
    this.monitors.delete(id)
    const health = this.daemon().containers.get(id)?.health
    if (health) this.daemon().containers.update(id, { health: { ...health, Status: 'unhealthy' } })
  }

  private schedule(container: Container): void {
    const { host } = this.daemon()
    const cancel = host.kernel.scheduler.after(this.delayOf(container), () => {
      host.kernel.task(host.process, () => this.check(container.id, stop))
    })
    const stop = (): void => cancel()
    this.monitors.set(container.id, stop)
  }

  private delayOf({ config, state, health }: Container): Nanoseconds {
    const { Interval, StartInterval, StartPeriod } = config.Healthcheck!
    const up = Number(this.daemon().host.kernel.now() - (state.StartedAt ?? 0n))
    const starting = up < (StartPeriod || 0) && health?.Status === 'starting'
    return starting ? StartInterval || START_INTERVAL : Interval || INTERVAL
  }

  private async check(id: string, stop: () => void): Promise<void> {
    const daemon = this.daemon()
    const { kernel } = daemon.host
    const container = daemon.containers.get(id)
    if (!container) return
    const Start = kernel.now()
    const found = await this.probe(container)
    if (this.monitors.get(id) !== stop) return
    this.record(id, { Start, End: kernel.now(), ...found })
    const after = daemon.containers.get(id)
    if (after) this.schedule(after)
  }

  private async probe(container: Container): Promise<Pick<HealthResult, 'ExitCode' | 'Output'>> {
    const daemon = this.daemon()
    const { kernel } = daemon.host
    const parts: Uint8Array[] = []
    let size = 0
    const keep = (bytes: Uint8Array): void => {
      if (size < OUTPUT_LIMIT) parts.push(bytes.slice(0, OUTPUT_LIMIT - size))
      size += bytes.length
    }
    const output = (): string => decode(concatBytes(parts)) + (size > OUTPUT_LIMIT ? '...' : '')
    const limit = container.config.Healthcheck?.Timeout || TIMEOUT
    try {
      const running = daemon.execs.probe(container, probeOf(container.config)!, keep)
      let late = false
      const cancel = kernel.scheduler.after(limit, () => {
        late = true
        kernel.signal(running.record, 'SIGKILL')
      })
      const status = await running.ended()
      cancel()
      if (!late) return { ExitCode: exitStatus(status), Output: output() }
      const said = parts.length > 0 ? `: ${output()}` : ''
      return {
        ExitCode: TIMED_OUT,
        Output: `Health check exceeded timeout (${formatDuration(limit)})${said}`,
      }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      return { ExitCode: TIMED_OUT, Output: error.message }
    }
  }

  /** Takes a result in (moby, daemon/health.go, handleProbeResult). */
  private record(id: string, result: HealthResult): void {
    const daemon = this.daemon()
    const container = daemon.containers.get(id)
    const before = container?.health
    if (!container || !before) return
    const after = judge(before, result, container)
    daemon.containers.update(id, { health: after })
    if (after.Status !== before.Status) logContainer(daemon, `health_status: ${after.Status}`, container)
  }
}

function judge(before: Health, result: HealthResult, { config, state }: Container): Health {
  const Log = [...before.Log, result].slice(-KEPT)
  if (result.ExitCode === 0) return { Status: 'healthy', FailingStreak: 0, Log }
  const { StartPeriod, Retries }: Healthcheck = config.Healthcheck!
  const early = before.Status === 'starting' && Number(result.Start - state.StartedAt!) < (StartPeriod || 0)
  if (early) return { ...before, Log }
  const FailingStreak = before.FailingStreak + 1
  return { Status: FailingStreak >= (Retries || RETRIES) ? 'unhealthy' : before.Status, FailingStreak, Log }
}
