import type { ClientContext } from '../cli/command.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { int, string } from '../cli/values.ts'
import { forEachContainer } from './state.ts'

/** `--time` is the old name of `--timeout`. Throws where both are given. */
export function refuseBothTimes({ changed }: ClientContext): void {
  if (changed('time') && changed('timeout'))
    throw new ClientError('conflicting options: cannot specify both --timeout and --time')
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
    refuseBothTimes(context)
    const given = context.changed('timeout') || context.changed('time')
    const t = context.changed('timeout') ? flags.timeout : flags.time
    const query = { ...(given && { t }), ...(flags.signal && { signal: flags.signal }) }
    await forEachContainer(context, names, (id) =>
      context.api.call('POST /containers/{id}/stop', { params: { id }, query }),
    )
  },
})
