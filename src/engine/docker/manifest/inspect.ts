import { between, defineCommand } from '../cli/command.ts'
import { notSimulated } from '../cli/errors.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool } from '../cli/values.ts'

export const manifestInspect = defineCommand({
  name: 'inspect',
  usage: '[OPTIONS] [MANIFEST_LIST] MANIFEST',
  summary: 'Display an image manifest, or manifest list',
  args: between(1, 2),
  flags: {
    insecure: bool('Allow communication with an insecure registry'),
    verbose: bool('Output additional info including layers and platform', { short: 'v' }),
  },
  async run(context, names) {
    for (const name of names) referenceArgument(name)
    throw notSimulated(context)
  },
})
