import { atLeast, defineCommand } from '../cli/command.ts'

export const manifestRm = defineCommand({
  name: 'rm',
  usage: 'MANIFEST_LIST [MANIFEST_LIST...]',
  summary: 'Delete one or more manifest lists from local storage',
  args: atLeast(1),
  flags: {},
})
