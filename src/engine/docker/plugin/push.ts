import { familiarString, withDefaultTag } from '../../base/reference.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool } from '../cli/values.ts'

export const pluginPush = defineCommand({
  name: 'push',
  usage: '[OPTIONS] PLUGIN[:TAG]',
  summary: 'Push a plugin to a registry',
  args: exactly(1),
  flags: {
    'disable-content-trust': bool('Skip image signing', { default: true }),
  },
  async run(context, [text = '']) {
    const reference = withDefaultTag(referenceArgument(text))
    const name = familiarString(reference)
    await context.api.call('POST /plugins/{name}/push', { params: { name } })
  },
})
