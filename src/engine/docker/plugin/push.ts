import { defineCommand, exactly } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const pluginPush = defineCommand({
  name: 'push',
  usage: '[OPTIONS] PLUGIN[:TAG]',
  summary: 'Push a plugin to a registry',
  args: exactly(1),
  flags: {
    'disable-content-trust': bool('Skip image signing', { default: true }),
  },
})
