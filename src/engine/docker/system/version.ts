import { defineCommand, none } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { string } from '../cli/values.ts'

export const version = defineCommand({
  name: 'version',
  usage: '[OPTIONS]',
  summary: 'Show the Docker version information',
  args: none,
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
  },
})
