import { atMost, defineCommand } from '../cli/command.ts'

export const logout = defineCommand({
  name: 'logout',
  usage: '[SERVER]',
  summary: 'Log out from a registry',
  long: `Log out from a registry.
If no server is specified, the default is defined by the daemon.`,
  args: atMost(1),
  flags: {},
})
