import type { ClientContext } from '../cli/command.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { int, string } from '../cli/values.ts'
import { forEachContainer } from './state.ts'

/** How long to wait, and the signal. `--time` is the old name of `--timeout`; throws where both are given. */
export function stopQuery(
  { changed }: ClientContext,
  { signal, time, timeout }: { signal: string; time: number; timeout: number },
): { t?: number; signal?: string } {
  if (changed('time') && changed('timeout'))
    throw new ClientError('conflicting options: cannot specify both --timeout and --time')
  const t = changed('timeout') ? timeout : time
  return { ...((changed('timeout') || changed('time')) && { t }), ...(signal && { signal }) }
}

export const containerStop = defineCommand({
  name: 'stop',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Stop one or more running containers',
  calledAs: ['docker container stop', 'docker stop'],
  args: atLeast(1),
  flags: {
    signal: string('Signal to send to the container', { short: 's' }),
    time: int('Seconds to wait before killing the container (deprecated: use --timeout)', {
      deprecated: 'use --timeout instead',
    }),
    timeout: int('Seconds to wait before killing the container', { short: 't' }),
  },
  async run(context, names, flags) {
    const query = stopQuery(context, flags)
    await forEachContainer(context, names, (id) =>
      context.api.call('POST /containers/{id}/stop', { params: { id }, query }),
    )
  },
})
