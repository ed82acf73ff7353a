import { atLeast, defineCommand } from '../cli/command.ts'

export const containerPause = defineCommand({
  name: 'pause',
  usage: 'CONTAINER [CONTAINER...]',
  summary: 'Pause all processes within one or more containers',
  calledAs: ['docker container pause', 'docker pause'],
  args: atLeast(1),
  flags: {},
})
