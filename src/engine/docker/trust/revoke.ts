import { defineCommand, exactly } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const trustRevoke = defineCommand({
  name: 'revoke',
  usage: '[OPTIONS] IMAGE[:TAG]',
  summary: 'Remove trust for an image',
  args: exactly(1),
  flags: {
    yes: bool('Do not prompt for confirmation', { short: 'y' }),
  },
})
