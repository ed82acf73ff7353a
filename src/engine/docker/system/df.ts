import { defineCommand, none } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'

export const systemDf = defineCommand({
  name: 'df',
  usage: '[OPTIONS]',
  summary: 'Show docker disk usage',
  args: none,
  flags: {
    format: string(FORMAT_HELP),
    verbose: bool('Show detailed information on space usage', { short: 'v' }),
  },
})
