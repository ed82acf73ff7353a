import { any, defineCommand } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { string } from '../cli/values.ts'

export const contextInspect = defineCommand({
  name: 'inspect',
  usage: '[OPTIONS] [CONTEXT] [CONTEXT...]',
  summary: 'Display detailed information on one or more contexts',
  args: any,
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
  },
})
