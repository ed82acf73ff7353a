import { chunksOf } from '../../base/body.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { platformArgument } from '../cli/platform-argument.ts'
import { string } from '../cli/values.ts'
import { checkOutputPath, writeOutput } from '../stream/output-file.ts'

export const imageSave = defineCommand({
  name: 'save',
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  summary: 'Save one or more images to a tar archive (streamed to STDOUT by default)',
  calledAs: ['docker image save', 'docker save'],
  args: atLeast(1),
  flags: {
    output: string('Write to a file, instead of STDOUT', { short: 'o' }),
    platform: string(
      'Save only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
    ),
  },
  async run(context, names, flags) {
    const platform = flags.platform ? platformArgument(flags.platform, 'invalid platform: ') : undefined
    if (flags.output === '' && context.terminal)
      throw new ClientError('cowardly refusing to save to a terminal. Use the -o flag or redirect')
    if (flags.output !== '') checkOutputPath(context.process, flags.output, 'failed to save image')
    const query = { names: [...names], ...(platform && { platform }) }
    const archive = (await context.api.call('GET /images/get', { query })).value
    if (flags.output !== '') {
      writeOutput(context.process, flags.output, archive, 'failed to save image')
      return
    }
    for (const chunk of chunksOf(archive)) await context.process.write(1, chunk)
  },
})
