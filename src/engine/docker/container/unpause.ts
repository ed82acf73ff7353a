import { atLeast, defineCommand } from '../cli/command.ts'
import { forEachContainer } from './state.ts'

export const containerUnpause = defineCommand({
  name: 'unpause',
  usage: 'CONTAINER [CONTAINER...]',
  summary: 'Unpause all processes within one or more containers',
  calledAs: ['docker container unpause', 'docker unpause'],
  args: atLeast(1),
  flags: {},
  run: (context, names) =>
    forEachContainer(context, names, (id) =>
      context.api.call('POST /containers/{id}/unpause', { params: { id } }),
    ),
})
