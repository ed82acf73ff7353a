import { EngineError } from '../../base/errors.ts'
import { SECOND } from '../../base/time.ts'
import type { Daemon } from '../daemon.ts'
import { released } from '../networks/endpoints.ts'
import { stopContainer } from './stopping.ts'
import type { Container } from './store.ts'

/** What a container whose end nobody saw is said to have ended with (moby, daemon/daemon.go, restore). */
const UNSEEN = 255
/** How long a daemon that ends waits for its containers (`--shutdown-timeout`). */
const SHUTDOWN_TIMEOUT = 15

/**
 * Containers as a daemon finds them when it starts: none runs any more. Those whose policy wants it are started, those that were to remove
 * themselves are gone.
 */
export function restoreContainers(daemon: Daemon): void {
  for (const container of daemon.containers.all()) if (container.state.Running) noteUnseen(daemon, container)
  for (const container of daemon.containers.all()) {
    const { id, state, hostConfig } = container
    // One that was never started is not started now either.
    const begun = state.StartedAt !== undefined
    if (begun && daemon.restarts.startsWithDaemon(container)) start(daemon, id, hostConfig.RestartPolicy.Name)
    else if (begun && hostConfig.AutoRemove) daemon.runtime.forget(container, { volumes: true })
  }
}

function noteUnseen(daemon: Daemon, container: Container): void {
  const waited = container.state.Status === 'restarting'
  daemon.containers.update(container.id, {
    networks: released(container),
    sandbox: undefined,
    state: {
      ...container.state,
      Status: 'exited',
      Running: false,
      Pid: 0,
      ...(!waited && { ExitCode: UNSEEN, FinishedAt: daemon.host.kernel.now() }),
    },
  })
}

/** What is wrong is in the container's state by then, where nobody waits for it. */
function start(daemon: Daemon, id: string, policy: string): void {
  try {
    daemon.runtime.start(id, ['RestartPolicy', policy])
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
  }
}

/** Stops all that runs, each with its own signal and timeout, all at once (moby, daemon/daemon.go, Shutdown). */
export async function shutDown(daemon: Daemon): Promise<void> {
  const { kernel, process } = daemon.host
  daemon.restarts.shuttingDown = true
  const left = new Set(daemon.containers.all().filter(({ state }) => state.Running))
  const done = process.calls.condition()
  for (const container of left)
    kernel.task(process, async () => {
      if (container.state.Status === 'restarting') daemon.runtime.giveUp(container.id)
      else await stopContainer(daemon, container, {})
      left.delete(container)
      done.wakeAll()
    })
  const late = kernel.scheduler.after(SHUTDOWN_TIMEOUT * SECOND, () => {
    left.clear()
    done.wakeAll()
  })
  while (left.size > 0) await done.wait()
  late()
}
