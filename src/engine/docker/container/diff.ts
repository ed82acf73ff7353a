import { defineCommand, exactly } from '../cli/command.ts'

export const containerDiff = defineCommand({
  name: 'diff',
  usage: 'CONTAINER',
  summary: "Inspect changes to files or directories on a container's filesystem",
  calledAs: ['docker container diff', 'docker diff'],
  args: exactly(1),
  flags: {},
})
