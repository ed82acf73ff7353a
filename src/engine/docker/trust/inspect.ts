import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool } from '../cli/values.ts'

/** The hub keeps no signatures: what Notary kept is gone from it. */
function whyNone(name: string): string {
  try {
    referenceArgument(name)
    return `no signatures or cannot access ${name}`
  } catch (error) {
    const message = messageOf(error)
    if (message === undefined) throw error
    return message
  }
}

export const trustInspect = defineCommand({
  name: 'inspect',
  usage: 'IMAGE[:TAG] [IMAGE[:TAG]...]',
  summary: 'Return low-level information about keys and signatures',
  args: atLeast(1),
  flags: {
    pretty: bool('Print the information in a human friendly format'),
  },
  async run(context, names, flags) {
    if (flags.pretty) throw new ClientError(whyNone(names[0]!))
    await context.out('[]\n')
    throw new ClientError(names.map(whyNone).join('\n'))
  },
})
