import { defineCommand, none } from '../cli/command.ts'
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
})
