import { defineCommand } from '../cli/command.ts'
import { DEFAULT_CONTEXT } from '../cli/endpoint.ts'
import { quote } from '../go/quote.ts'
import { checkContextName, findContext } from './contexts.ts'

export const contextUse = defineCommand({
  name: 'use',
  usage: 'CONTEXT',
  summary: 'Set the current docker context',
  args: { min: 1, max: 1, plain: true },
  flags: {},
  async run(context, [name]) {
    if (name !== DEFAULT_CONTEXT) checkContextName(name!)
    findContext(context, name!)
    await context.out(`${name}\n`)
    await context.err(`Current context is now ${quote(name!)}\n`)
  },
})
