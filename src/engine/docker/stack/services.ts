import { filter } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'

export const stackServices = defineCommand({
  name: 'services',
  usage: '[OPTIONS] STACK',
  summary: 'List the services in the stack',
  args: exactly(1),
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: string(FORMAT_HELP),
    quiet: bool('Only display IDs', { short: 'q' }),
  },
})
