import { atLeast, type ClientContext, defineCommand } from '../cli/command.ts'
import { loadContext, removeContext } from '../cli/context-store.ts'
import { DEFAULT_CONTEXT } from '../cli/endpoint.ts'
import { ClientError } from '../cli/errors.ts'
import { readSettings, writeSettings } from '../cli/settings.ts'
import { bool } from '../cli/values.ts'
import { quote } from '../go/quote.ts'

export const contextRm = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  usage: 'CONTEXT [CONTEXT...]',
  summary: 'Remove one or more contexts',
  args: atLeast(1),
  flags: {
    force: bool('Force the removal of a context in use', { short: 'f' }),
  },
  async run(context, names, flags) {
    const failures: string[] = []
    for (const name of names) {
      const why = problemOf(context, name, flags.force)
      if (why === undefined) await context.out(`${name}\n`)
      else failures.push(why)
    }
    if (failures.length > 0) throw new ClientError(failures.join('\n'))
  },
})

/** Removes one; or says why it stays. */
function problemOf(context: ClientContext, name: string, force: boolean): string | undefined {
  const { process, configDir } = context
  if (name === DEFAULT_CONTEXT) return 'context "default" cannot be removed'
  const known = loadContext(process, configDir, name) !== undefined
  if (!known && !force) return `context ${quote(name)} does not exist`
  if (name === context.currentContext) {
    if (!force) return `context ${quote(name)} is in use, set -f flag to force remove`
    const { currentContext: _gone, ...others } = readSettings(context)
    writeSettings(context, others)
  }
  if (known) removeContext(process, configDir, name)
  return undefined
}
