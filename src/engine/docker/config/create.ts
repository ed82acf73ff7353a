import { list } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { label } from '../cli/validate.ts'
import { string } from '../cli/values.ts'

export const configCreate = defineCommand({
  name: 'create',
  usage: '[OPTIONS] CONFIG file|-',
  summary: 'Create a config from a file or STDIN',
  args: exactly(2),
  flags: {
    label: list('Config labels', { short: 'l', validate: label }),
    'template-driver': string('Template driver'),
  },
})
