import { atLeast, defineCommand } from '../cli/command.ts'

export const secretRm = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  usage: 'SECRET [SECRET...]',
  summary: 'Remove one or more secrets',
  args: atLeast(1),
  flags: {},
})
