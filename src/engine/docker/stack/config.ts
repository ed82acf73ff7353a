import { strings } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const stackConfig = defineCommand({
  name: 'config',
  usage: '[OPTIONS]',
  summary: 'Outputs the final config file, after doing merges and interpolations',
  args: none,
  flags: {
    'compose-file': strings('Path to a Compose file, or "-" to read from stdin', { short: 'c' }),
    'skip-interpolation': bool('Skip interpolation and output only merged config'),
  },
})
