import { atLeast, defineCommand } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const contextRm = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  usage: 'CONTEXT [CONTEXT...]',
  summary: 'Remove one or more contexts',
  args: atLeast(1),
  flags: {
    force: bool('Force the removal of a context in use', { short: 'f' }),
  },
})
