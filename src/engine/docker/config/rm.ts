import { atLeast, defineCommand } from '../cli/command.ts'

export const configRm = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  usage: 'CONFIG [CONFIG...]',
  summary: 'Remove one or more configs',
  args: atLeast(1),
  flags: {},
})
