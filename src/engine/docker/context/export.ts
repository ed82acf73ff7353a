import { between, defineCommand } from '../cli/command.ts'
import { notSimulated } from '../cli/errors.ts'
import { checkContextName, findContext } from './contexts.ts'

export const contextExport = defineCommand({
  name: 'export',
  usage: '[OPTIONS] CONTEXT [FILE|-]',
  summary: 'Export a context to a tar archive FILE or a tar stream on STDOUT.',
  checksOnly: true,
  args: between(1, 2),
  flags: {},
  async run(context, [name]) {
    checkContextName(name!)
    findContext(context, name!)
    throw notSimulated(context)
  },
})
