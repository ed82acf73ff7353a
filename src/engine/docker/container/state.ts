import type { ContainerInspect, Stream } from '../../daemon/api.ts'
import type { ExitCode } from '../../kernel/process.ts'
import type { ApiClient } from '../cli/api.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'

type Ended = Stream<{ StatusCode: number; Error?: { Message: string } }>

/** Exit code of a container, once it has ended. */
export async function exitStatus(context: ClientContext, ended: Ended): Promise<ExitCode> {
  const state = await ended.next()
  if (!state?.Error) return state?.StatusCode ?? 0
  await context.err(`Error waiting for container: ${state.Error.Message}\n`)
  return 125
}

export async function resizeContainer(
  api: ApiClient,
  id: string,
  { columns, rows }: { columns: number; rows: number },
): Promise<void> {
  await api.call('POST /containers/{id}/resize', { params: { id }, query: { h: rows, w: columns } })
}

export const inspectContainer = async ({ api }: ClientContext, id: string): Promise<ContainerInspect> =>
  (await api.call('GET /containers/{id}/json', { params: { id }, query: {} })).value

/** True where a container was made with a terminal. */
export const hasTty = ({ Config }: ContainerInspect): boolean => Config.Tty === true

/** The input device must be a terminal where a terminal is asked for. */
export function checkTty({ process }: ClientContext, input: boolean, tty: boolean): void {
  if (tty && input && !process.isatty(0)) throw new ClientError('the input device is not a TTY')
}

/**
 * Does something with each of many containers; the names that worked are printed, the failures come last. A name
 * for which `act` gives false is not printed.
 */
export async function forEachContainer(
  context: ClientContext,
  names: readonly string[],
  act: (name: string) => Promise<unknown>,
): Promise<void> {
  const failures: string[] = []
  for (const name of names)
    try {
      if ((await act(name)) !== false) await context.out(`${name}\n`)
    } catch (error) {
      const message = messageOf(error)
      if (message === undefined) throw error
      failures.push(message)
    }
  if (failures.length > 0) throw new ClientError(failures.join('\n'))
}
