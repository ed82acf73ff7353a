import { chunksOf } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { between, defineCommand } from '../cli/command.ts'
import { DEFAULT_CONTEXT } from '../cli/endpoint.ts'
import { ClientError, pathError } from '../cli/errors.ts'
import { quote } from '../go/quote.ts'
import { exported } from './archive.ts'
import { checkContextName, findContext } from './contexts.ts'

export const contextExport = defineCommand({
  name: 'export',
  usage: '[OPTIONS] CONTEXT [FILE|-]',
  summary: 'Export a context to a tar archive FILE or a tar stream on STDOUT.',
  args: between(1, 2),
  flags: {},
  async run(context, [name = '', file = `${name}.dockercontext`]) {
    const { process } = context
    if (name !== DEFAULT_CONTEXT) checkContextName(name)
    const archive = exported(findContext(context, name))
    if (file === '-') {
      if (context.terminal)
        throw new ClientError('cowardly refusing to export to a terminal, specify a file path')
      for (const chunk of chunksOf(archive)) await process.write(1, chunk)
      return
    }
    if (process.exists(file)) throw new ClientError(`open ${file}: file exists`)
    try {
      process.writeFile(file, archive, 0o600)
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      throw pathError('open', file, error)
    }
    await context.err(`Written file ${quote(file)}\n`)
  },
})
