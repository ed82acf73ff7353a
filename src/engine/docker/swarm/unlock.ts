import { defineCommand, none } from '../cli/command.ts'

export const swarmUnlock = defineCommand({
  name: 'unlock',
  needsSwarm: true,
  summary: 'Unlock swarm',
  args: none,
  flags: {},
})
