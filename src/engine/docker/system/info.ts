import { defineCommand, none } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { string } from '../cli/values.ts'

export const systemInfo = defineCommand({
  name: 'info',
  usage: '[OPTIONS]',
  summary: 'Display system-wide information',
  calledAs: ['docker system info', 'docker info'],
  args: none,
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
  },
})
