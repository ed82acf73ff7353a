import { list } from '../cli/collections.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError, notSimulated } from '../cli/errors.ts'

export const trustSignerAdd = defineCommand({
  name: 'add',
  usage: 'OPTIONS NAME REPOSITORY [REPOSITORY...] ',
  summary: 'Add a signer',
  checksOnly: true,
  args: atLeast(2),
  flags: {
    key: list("Path to the signer's public key file"),
  },
  async run(context, _args, flags) {
    if (flags.key.length === 0)
      throw new ClientError('path to a public key must be provided using the `--key` flag')
    throw notSimulated(context)
  },
})
