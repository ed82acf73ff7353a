import { atLeast, defineCommand } from '../cli/command.ts'

export const containerTop = defineCommand({
  name: 'top',
  usage: 'CONTAINER [ps OPTIONS]',
  summary: 'Display the running processes of a container',
  calledAs: ['docker container top', 'docker top'],
  args: atLeast(1),
  interspersed: false,
  flags: {},
})
