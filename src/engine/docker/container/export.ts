import { chunksOf } from '../../base/body.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { string } from '../cli/values.ts'
import { checkOutputPath, writeOutput } from '../stream/output-file.ts'

export const containerExport = defineCommand({
  name: 'export',
  usage: '[OPTIONS] CONTAINER',
  summary: "Export a container's filesystem as a tar archive",
  calledAs: ['docker container export', 'docker export'],
  args: exactly(1),
  flags: {
    output: string('Write to a file, instead of STDOUT', { short: 'o' }),
  },
  async run(context, [id], flags) {
    if (flags.output === '' && context.terminal)
      throw new ClientError('cowardly refusing to save to a terminal. Use the -o flag or redirect')
    if (flags.output !== '') checkOutputPath(context.process, flags.output, 'failed to export container')
    const archive = (await context.api.call('GET /containers/{id}/export', { params: { id: id! } })).value
    if (flags.output !== '') {
      writeOutput(context.process, flags.output, archive, 'failed to export container')
      return
    }
    for (const chunk of chunksOf(archive)) await context.process.write(1, chunk)
  },
})
