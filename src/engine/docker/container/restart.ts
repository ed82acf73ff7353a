import { atLeast, defineCommand } from '../cli/command.ts'
import { int, string } from '../cli/values.ts'
import { forEachContainer } from './state.ts'
import { stopQuery } from './stop.ts'

export const containerRestart = defineCommand({
  name: 'restart',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Restart one or more containers',
  calledAs: ['docker container restart', 'docker restart'],
  args: atLeast(1),
  flags: {
    signal: string('Signal to send to the container', { short: 's' }),
    time: int('Seconds to wait before killing the container (deprecated: use --timeout)', {
      deprecated: 'use --timeout instead',
    }),
    timeout: int('Seconds to wait before killing the container', { short: 't' }),
  },
  run(context, names, flags) {
    const query = stopQuery(context, flags)
    return forEachContainer(context, names, (id) =>
      context.api.call('POST /containers/{id}/restart', { params: { id }, query }),
    )
  },
})
