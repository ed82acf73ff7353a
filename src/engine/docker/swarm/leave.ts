import { defineCommand, none } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const swarmLeave = defineCommand({
  name: 'leave',
  needsSwarm: true,
  usage: '[OPTIONS]',
  summary: 'Leave the swarm',
  args: none,
  flags: {
    force: bool('Force this node to leave the swarm, ignoring warnings', { short: 'f' }),
  },
  async run(context) {
    await context.api.call('POST /swarm/leave', {})
  },
})
