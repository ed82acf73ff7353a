import { strings } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { ClientError, notSimulated } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'
import { openNamed } from '../stream/input-file.ts'

export const stackConfig = defineCommand({
  name: 'config',
  usage: '[OPTIONS]',
  summary: 'Outputs the final config file, after doing merges and interpolations',
  checksOnly: true,
  args: none,
  flags: {
    'compose-file': strings('Path to a Compose file, or "-" to read from stdin', { short: 'c' }),
    'skip-interpolation': bool('Skip interpolation and output only merged config'),
  },
  async run(context, _args, flags) {
    const [file] = flags['compose-file']
    if (file === undefined) throw new ClientError('Specify a Compose file (with --compose-file)')
    if (file !== '-') openNamed(context.process, file)
    throw notSimulated(context)
  },
})
