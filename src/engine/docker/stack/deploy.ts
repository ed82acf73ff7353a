import { EngineError } from '../../base/errors.ts'
import { strings } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { bool, string } from '../cli/values.ts'
import { openNamed } from '../stream/input-file.ts'

export const stackDeploy = defineCommand({
  name: 'deploy',
  aliases: ['up'],
  usage: '[OPTIONS] STACK',
  summary: 'Deploy a new stack or update an existing stack',
  args: exactly(1),
  flags: {
    'compose-file': strings('Path to a Compose file, or "-" to read from stdin', { short: 'c' }),
    detach: bool('Exit immediately instead of waiting for the stack services to converge', {
      short: 'd',
      default: true,
    }),
    prune: bool('Prune services that are no longer referenced'),
    quiet: bool('Suppress progress output', { short: 'q' }),
    'resolve-image': string(
      'Query the registry to resolve image digest and supported platforms ("always", "changed", "never")',
      { default: 'always' },
    ),
    'with-registry-auth': bool('Send registry authentication details to Swarm agents'),
  },
  async run(context, _args, flags) {
    const [file] = flags['compose-file']
    if (file === undefined) throw new ClientError('Specify a Compose file (with --compose-file)')
    if (file !== '-') openNamed(context.process, file)
    if (!context.changed('detach'))
      await context.err(
        'Since --detach=false was not specified, tasks will be created in the background.\nIn a future release, --detach=false will become the default.\n',
      )
    try {
      await context.api.call('GET /swarm', {})
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      throw new ClientError(error.message.replace(/^T/, 't').replace(/\.$/, ''))
    }
  },
})
