import { defineCommand } from '../cli/command.ts'
import { DEFAULT_CONTEXT } from '../cli/endpoint.ts'
import { readSettings, writeSettings } from '../cli/settings.ts'
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
    const { currentContext = '', ...others } = readSettings(context)
    const wanted = name === DEFAULT_CONTEXT ? '' : name!
    if (currentContext !== wanted)
      writeSettings(context, { ...others, ...(wanted && { currentContext: wanted }) })
    await context.out(`${name}\n`)
    await context.err(`Current context is now ${quote(name!)}\n`)
    if (wanted !== '' && context.process.env.get('DOCKER_HOST'))
      await context.err(
        `Warning: DOCKER_HOST environment variable overrides the active context. To use ${quote(wanted)}, either set the global --context flag, or unset DOCKER_HOST environment variable.\n`,
      )
  },
})
