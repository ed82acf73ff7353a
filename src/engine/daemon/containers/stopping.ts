import { EngineError } from '../../base/errors.ts'
import { SECOND } from '../../base/time.ts'
import { parseSignal, SIGNALS, type Signal } from '../../kernel/signals.ts'
import { checkSignal } from '../changes/signal.ts'
import type { Daemon } from '../daemon.ts'
import { logContainer } from './event.ts'
import { unpauseContainer } from './pause.ts'
import { notRunning } from './refusals.ts'
import type { Container } from './store.ts'

/** Seconds between the stop signal and SIGKILL, unless somebody says otherwise. */
const STOP_TIMEOUT = 10

/** The same where the stop signal is none that there is (moby, daemon/stop.go). */
const UNKNOWN_TIMEOUT = 2

/** Reads a signal as the API takes it; `invalid signal: X`. */
export function signalOf(text: string): Signal {
  checkSignal(text)
  const signal = parseSignal(text)
  if (!signal) throw new EngineError('invalid', `the linux daemon does not support signal ${Number(text)}`)
  return signal
}

/**
 * Sends a signal to a container's first process. The one that is to end it makes its restart policy void, and lets it
 * run where it is paused (moby, daemon/kill.go, killWithSignal).
 */
export function signalContainer(daemon: Daemon, { id }: Container, signal: Signal): void {
  const container = daemon.containers.get(id)
  if (!container?.state.Running) throw notRunning(id)
  const { StopSignal } = container.config
  const ends = !StopSignal || signal === 'SIGKILL' || parseSignal(StopSignal) === signal
  daemon.restarts.stoppedByHand(id, ends)
  const live = daemon.runtime.get(id)
  if (!live) {
    if (ends) daemon.runtime.giveUp(id)
    return
  }
  daemon.host.kernel.signal(live.init, signal)
  if (ends && container.state.Status === 'paused') unpauseContainer(daemon, container)
  logContainer(daemon, 'kill', container, { signal: String(SIGNALS[signal]) })
}

/** A signal, as `docker kill` sends it; SIGKILL is waited for. */
export async function killContainer(daemon: Daemon, container: Container, signal: Signal): Promise<void> {
  const ended = daemon.runtime.exitOf(container.id, 'stopped')
  signalContainer(daemon, container, signal)
  if (signal === 'SIGKILL') await ended()
}

/** How to stop a container. What is left out comes from its config. */
export interface StopOptions {
  /** Seconds; negative waits for ever. */
  readonly timeout?: number | undefined
  readonly signal?: string | undefined
}

/** The stop signal, then SIGKILL when the time is over (moby, daemon/stop.go). */
export async function stopContainer(daemon: Daemon, container: Container, given: StopOptions): Promise<void> {
  if (!container.state.Running) return
  const signal = given.signal ? signalOf(given.signal) : parseSignal(container.config.StopSignal || 'SIGTERM')
  const limit = signal ? (given.timeout ?? container.config.StopTimeout ?? STOP_TIMEOUT) : UNKNOWN_TIMEOUT
  const ended = daemon.runtime.exitOf(container.id, 'stopped')
  daemon.runtime.stopping.add(container.id)
  if (signal) signalContainer(daemon, container, signal)
  const { scheduler } = daemon.host.kernel
  const kill = (): void => {
    if (daemon.runtime.get(container.id)) signalContainer(daemon, container, 'SIGKILL')
  }
  const cancel = limit < 0 ? () => {} : scheduler.after(limit * SECOND, kill)
  await ended()
  cancel()
  // One that waited for its restart has no end to tell of.
  if (daemon.runtime.stopping.delete(container.id)) logContainer(daemon, 'stop', container)
}

/** Stops a container where it runs, and starts it anew. `--rm` waits for its next end. */
export async function restartContainer(
  daemon: Daemon,
  container: Container,
  options: StopOptions,
): Promise<void> {
  const { id } = container
  daemon.restarts.byHand(id)
  try {
    await stopContainer(daemon, container, options)
    daemon.runtime.start(id)
  } finally {
    daemon.restarts.byHandDone(id)
  }
  logContainer(daemon, 'restart', container)
}
