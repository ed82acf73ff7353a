import type { Process } from '../../kernel/process.ts'
import { type Signal, signalNumber } from '../../kernel/signals.ts'
import type { ClientContext } from '../cli/command.ts'
import { messageOf } from '../cli/errors.ts'

/** Signals that a client without a terminal of the container's passes on (`--sig-proxy`). */
const PROXIED: readonly Signal[] = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGALRM']

/** Hands signals that the client gets to a container's first process. Returns what ends that. */
export function proxySignals(context: ClientContext, container: string): () => void {
  const { process } = context
  const send = (signal: Signal) => (): void => {
    // A handler may not wait: a process beside the client makes the call.
    process.fork(async (child: Process) => {
      try {
        await context.apiFor(child).call('POST /containers/{id}/kill', {
          params: { id: container },
          query: { signal: String(signalNumber(signal)) },
        })
      } catch (error) {
        if (messageOf(error) === undefined) throw error
        // The container has ended meanwhile: nobody is left to tell.
        return 1
      }
      return 0
    })
  }
  for (const signal of PROXIED) process.onSignal(signal, send(signal))
  return () => {
    for (const signal of PROXIED) process.onSignal(signal, 'default')
  }
}
