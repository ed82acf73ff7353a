import { defineCommand, exactly } from '../cli/command.ts'

export const contextImport = defineCommand({
  name: 'import',
  usage: 'CONTEXT FILE|-',
  summary: 'Import a context from a tar or zip file',
  args: exactly(2),
  flags: {},
})
