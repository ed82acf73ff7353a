import type { ClientContext } from '../cli/command.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'
import { noNotary } from '../cli/notary.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool } from '../cli/values.ts'

/** There is no notary to ask: looking its name up is as far as the client comes. */
function signersOf({ process }: ClientContext, repository: string, signer: string): never {
  const { domain } = referenceArgument(repository)
  if (signer === 'releases') throw new ClientError('releases is a reserved keyword and cannot be removed')
  throw new ClientError(`error retrieving signers for ${repository}: ${noNotary(process, domain)}`)
}

export const trustSignerRemove = defineCommand({
  name: 'remove',
  usage: '[OPTIONS] NAME REPOSITORY [REPOSITORY...]',
  summary: 'Remove a signer',
  args: atLeast(2),
  flags: {
    force: bool('Do not prompt for confirmation before removing the most recent signer', { short: 'f' }),
  },
  async run(context, [signer, ...repositories]) {
    for (const repository of repositories) {
      await context.out(`Removing signer "${signer}" from ${repository}...\n`)
      try {
        signersOf(context, repository, signer!)
      } catch (error) {
        const message = messageOf(error)
        if (message === undefined) throw error
        await context.err(`${message}\n\n`)
      }
    }
    throw new ClientError(`error removing signer from: ${repositories.join(', ')}`)
  },
})
