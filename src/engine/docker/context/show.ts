import { defineCommand, none } from '../cli/command.ts'

export const contextShow = defineCommand({
  name: 'show',
  summary: 'Print the name of the current context',
  args: none,
  flags: {},
  run: (context) => context.out(`${context.currentContext}\n`),
})
