import { requestTarget } from '../../base/request-target.ts'
import { defineCommand, none } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { platformArgument } from '../cli/platform-argument.ts'
import { bool, string } from '../cli/values.ts'
import { archiveOf, openArchive } from '../stream/input-file.ts'
import { displayProgress } from '../stream/progress.ts'

export const imageLoad = defineCommand({
  name: 'load',
  usage: '[OPTIONS]',
  summary: 'Load an image from a tar archive or STDIN',
  calledAs: ['docker image load', 'docker load'],
  args: none,
  flags: {
    input: string('Read from tar archive file, instead of STDIN', { short: 'i' }),
    platform: string(
      'Load only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
    ),
    quiet: bool('Suppress the load output', { short: 'q' }),
  },
  async run(context, _args, flags) {
    const { process } = context
    if (flags.input === '' && process.isatty(0))
      throw new ClientError('requested load from stdin, but stdin is empty')
    const fd = openArchive(process, flags.input)
    const platform = flags.platform ? platformArgument(flags.platform, 'invalid platform: ') : undefined
    const query = {
      ...(platform && { platform }),
      quiet: flags.quiet || context.terminal === undefined,
    }
    const body = await archiveOf(process, fd, flags.input, requestTarget('POST /images/load', { query }))
    await displayProgress(context, await context.api.call('POST /images/load', { query, body }))
  },
})
