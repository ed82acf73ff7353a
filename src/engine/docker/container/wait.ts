import { atLeast, defineCommand } from '../cli/command.ts'

export const containerWait = defineCommand({
  name: 'wait',
  usage: 'CONTAINER [CONTAINER...]',
  summary: 'Block until one or more containers stop, then print their exit codes',
  calledAs: ['docker container wait', 'docker wait'],
  args: atLeast(1),
  flags: {},
})
