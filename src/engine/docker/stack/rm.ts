import { atLeast, defineCommand } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const stackRm = defineCommand({
  name: 'rm',
  aliases: ['remove', 'down'],
  usage: '[OPTIONS] STACK [STACK...]',
  summary: 'Remove one or more stacks',
  args: atLeast(1),
  flags: {
    detach: bool('Do not wait for stack removal', { short: 'd', default: true }),
  },
})
