import { atLeast, defineCommand } from '../cli/command.ts'
import { forEachContainer } from './state.ts'

export const containerPause = defineCommand({
  name: 'pause',
  usage: 'CONTAINER [CONTAINER...]',
  summary: 'Pause all processes within one or more containers',
  calledAs: ['docker container pause', 'docker pause'],
  args: atLeast(1),
  flags: {},
  run: (context, names) =>
    forEachContainer(context, names, (id) =>
      context.api.call('POST /containers/{id}/pause', { params: { id } }),
    ),
})
