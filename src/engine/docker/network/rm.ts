import { atLeast, defineCommand } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const networkRm = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  usage: 'NETWORK [NETWORK...]',
  summary: 'Remove one or more networks',
  args: atLeast(1),
  flags: {
    force: bool('Do not error if the network does not exist', { short: 'f' }),
  },
})
