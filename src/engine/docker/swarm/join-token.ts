import { defineCommand, exactly } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const swarmJoinToken = defineCommand({
  name: 'join-token',
  needsSwarm: true,
  usage: '[OPTIONS] (worker|manager)',
  summary: 'Manage join tokens',
  args: exactly(1),
  flags: {
    quiet: bool('Only display token', { short: 'q' }),
    rotate: bool('Rotate join token'),
  },
})
