import { atLeast, defineCommand } from '../cli/command.ts'
import { bool, string } from '../cli/values.ts'

export const pluginInstall = defineCommand({
  name: 'install',
  usage: '[OPTIONS] PLUGIN [KEY=VALUE...]',
  summary: 'Install a plugin',
  args: atLeast(1),
  flags: {
    alias: string('Local name for plugin'),
    disable: bool('Do not enable the plugin on install'),
    'disable-content-trust': bool('Skip image verification', { default: true }),
    'grant-all-permissions': bool('Grant all permissions necessary to run the plugin'),
  },
})
