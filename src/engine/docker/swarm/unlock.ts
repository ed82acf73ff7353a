import { defineCommand, none } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'

export const swarmUnlock = defineCommand({
  name: 'unlock',
  needsSwarm: true,
  summary: 'Unlock swarm',
  args: none,
  flags: {},
  async run(context) {
    const { value } = await context.api.call('GET /info', {})
    const { LocalNodeState } = value.Swarm as { LocalNodeState: string }
    if (LocalNodeState === 'inactive') throw new ClientError('Error: This node is not part of a swarm')
  },
})
