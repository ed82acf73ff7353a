import { between, defineCommand } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'

export const pluginUpgrade = defineCommand({
  name: 'upgrade',
  usage: '[OPTIONS] PLUGIN [REMOTE]',
  summary: 'Upgrade an existing plugin',
  args: between(1, 2),
  flags: {
    'disable-content-trust': bool('Skip image verification', { default: true }),
    'grant-all-permissions': bool('Grant all permissions necessary to run the plugin'),
    'skip-remote-check': bool('Do not check if specified remote plugin matches existing plugin image'),
  },
  async run(context, [name = '']) {
    try {
      await context.api.call('GET /plugins/{name}/json', { params: { name } })
    } catch (error) {
      const why = messageOf(error)
      throw why === undefined ? error : new ClientError(`error reading plugin data: ${why}`)
    }
  },
})
