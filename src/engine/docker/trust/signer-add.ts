import { list } from '../cli/collections.ts'
import { atLeast, defineCommand } from '../cli/command.ts'

export const trustSignerAdd = defineCommand({
  name: 'add',
  usage: 'OPTIONS NAME REPOSITORY [REPOSITORY...] ',
  summary: 'Add a signer',
  args: atLeast(2),
  flags: {
    key: list("Path to the signer's public key file"),
  },
})
