import { defineCommand, none } from '../cli/command.ts'
import { DEFAULT_CONTEXT } from './contexts.ts'

export const contextShow = defineCommand({
  name: 'show',
  summary: 'Print the name of the current context',
  args: none,
  flags: {},
  run: (context) => context.out(`${DEFAULT_CONTEXT}\n`),
})
