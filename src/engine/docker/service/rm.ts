import { atLeast, defineCommand } from '../cli/command.ts'

export const serviceRm = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  usage: 'SERVICE [SERVICE...]',
  summary: 'Remove one or more services',
  args: atLeast(1),
  flags: {},
})
