import { EngineError } from '../../base/errors.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'

export const networkRm = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  usage: 'NETWORK [NETWORK...]',
  summary: 'Remove one or more networks',
  args: atLeast(1),
  flags: {
    force: bool('Do not error if the network does not exist', { short: 'f' }),
  },
  async run(context, names, { force }) {
    let failed = false
    for (const id of names)
      try {
        await context.api.call('DELETE /networks/{id}', { params: { id } })
        await context.out(`${id}\n`)
      } catch (error) {
        const message = messageOf(error)
        if (message === undefined) throw error
        if (force && error instanceof EngineError && error.code === 'not-found') continue
        await context.err(`${message}\n`)
        failed = true
      }
    if (failed) throw new ClientError('exit status 1')
  },
})
