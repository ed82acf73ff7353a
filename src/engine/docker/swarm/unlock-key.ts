import { defineCommand, none } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'

export const swarmUnlockKey = defineCommand({
  name: 'unlock-key',
  needsSwarm: true,
  usage: '[OPTIONS]',
  summary: 'Manage the unlock key',
  args: none,
  flags: {
    quiet: bool('Only display token', { short: 'q' }),
    rotate: bool('Rotate unlock key'),
  },
  async run(context, _args, { rotate }) {
    try {
      await context.api.call('GET /swarm', {})
    } catch (error) {
      const why = messageOf(error)
      // To be changed, the swarm is looked at first.
      throw why === undefined || rotate ? error : new ClientError(`could not fetch unlock key: ${why}`)
    }
  },
})
