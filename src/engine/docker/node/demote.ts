import { atLeast, defineCommand } from '../cli/command.ts'

export const nodeDemote = defineCommand({
  name: 'demote',
  usage: 'NODE [NODE...]',
  summary: 'Demote one or more nodes from manager in the swarm',
  args: atLeast(1),
  flags: {},
})
