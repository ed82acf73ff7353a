import { defineCommand, none } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { string } from '../cli/values.ts'

export const stackLs = defineCommand({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List stacks',
  args: none,
  flags: {
    format: string(FORMAT_HELP),
  },
})
