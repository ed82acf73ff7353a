import { defineCommand } from '../cli/command.ts'

export const contextUse = defineCommand({
  name: 'use',
  usage: 'CONTEXT',
  summary: 'Set the current docker context',
  args: { min: 1, max: 1, plain: true },
  flags: {},
})
