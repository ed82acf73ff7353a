import { bytesOf } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { DEFAULT_DOMAIN } from '../../base/reference.ts'
import { decode } from '../../base/text.ts'
import type { ClientContext } from '../cli/command.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool } from '../cli/values.ts'

const HUB_NOTARY = 'notary.docker.io'

/** The name server that this host asks: the first of /etc/resolv.conf. */
function nameserver({ process }: ClientContext): string {
  try {
    const lines = decode(bytesOf(process.readFile('/etc/resolv.conf')))
    return /^nameserver\s+(\S+)/m.exec(lines)?.[1] ?? '127.0.0.1'
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    return '127.0.0.1'
  }
}

/** There is no notary that this host could reach: looking its name up is as far as the client comes. */
function signersOf(context: ClientContext, repository: string, signer: string): never {
  const { domain } = referenceArgument(repository)
  if (signer === 'releases') throw new ClientError('releases is a reserved keyword and cannot be removed')
  const host = domain === DEFAULT_DOMAIN ? HUB_NOTARY : domain.replace(/:\d+$/, '')
  throw new ClientError(
    `error retrieving signers for ${repository}: dial tcp: lookup ${host} on ${nameserver(context)}:53: no such host`,
  )
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
