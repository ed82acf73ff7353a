import { atLeast, defineCommand } from '../cli/command.ts'
import { int, string } from '../cli/values.ts'
import { forEachContainer } from './state.ts'

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
  run(context, names, flags) {
    const given = context.changed('timeout') || context.changed('time')
    const t = context.changed('timeout') ? flags.timeout : flags.time
    const query = { ...(given && { t }), ...(flags.signal && { signal: flags.signal }) }
    return forEachContainer(context, names, (id) =>
      context.api.call('POST /containers/{id}/stop', { params: { id }, query }),
    )
  },
})
