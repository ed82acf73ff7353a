import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'

export const trustInspect = defineCommand({
  name: 'inspect',
  usage: 'IMAGE[:TAG] [IMAGE[:TAG]...]',
  summary: 'Return low-level information about keys and signatures',
  args: atLeast(1),
  flags: {
    pretty: bool('Print the information in a human friendly format'),
  },
  async run(context, names) {
    // The hub keeps no signatures: what Notary kept is gone from it.
    await context.out('[]\n')
    throw new ClientError(names.map((name) => `no signatures or cannot access ${name}`).join('\n'))
  },
})
