import { defineCommand, exactly } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const serviceRollback = defineCommand({
  name: 'rollback',
  usage: '[OPTIONS] SERVICE',
  summary: "Revert changes to a service's configuration",
  args: exactly(1),
  flags: {
    detach: bool('Exit immediately instead of waiting for the service to converge', { short: 'd' }),
    quiet: bool('Suppress progress output', { short: 'q' }),
  },
})
