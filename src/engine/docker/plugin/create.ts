import { atLeast, defineCommand } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const pluginCreate = defineCommand({
  name: 'create',
  usage: '[OPTIONS] PLUGIN PLUGIN-DATA-DIR',
  summary:
    'Create a plugin from a rootfs and configuration. Plugin data directory must contain config.json and rootfs directory.',
  args: atLeast(2),
  flags: {
    compress: bool('Compress the context using gzip'),
  },
})
