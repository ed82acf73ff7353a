import { atLeast, defineCommand } from '../cli/command.ts'
import { DEFAULT_CONTEXT } from '../cli/endpoint.ts'
import { ClientError } from '../cli/errors.ts'
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
    const failures = names
      .filter((name) => name === DEFAULT_CONTEXT || !flags.force)
      .map((name) =>
        name === DEFAULT_CONTEXT
          ? 'context "default" cannot be removed'
          : `context ${quote(name)} does not exist`,
      )
    for (const name of names) if (name !== DEFAULT_CONTEXT && flags.force) await context.out(`${name}\n`)
    if (failures.length > 0) throw new ClientError(failures.join('\n'))
  },
})
