import { atLeast, defineCommand } from '../cli/command.ts'

export const nodePromote = defineCommand({
  name: 'promote',
  usage: 'NODE [NODE...]',
  summary: 'Promote one or more nodes to manager in the swarm',
  args: atLeast(1),
  flags: {},
})
