import { defineCommand, exactly } from '../cli/command.ts'

export const containerRename = defineCommand({
  name: 'rename',
  usage: 'CONTAINER NEW_NAME',
  summary: 'Rename a container',
  calledAs: ['docker container rename', 'docker rename'],
  args: exactly(2),
  flags: {},
})
