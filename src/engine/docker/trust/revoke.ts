import { defineCommand, exactly } from '../cli/command.ts'
import { confirm } from '../cli/confirm.ts'
import { notSimulated } from '../cli/errors.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool } from '../cli/values.ts'

export const trustRevoke = defineCommand({
  name: 'revoke',
  usage: '[OPTIONS] IMAGE[:TAG]',
  summary: 'Remove trust for an image',
  checksOnly: true,
  args: exactly(1),
  flags: {
    yes: bool('Do not prompt for confirmation', { short: 'y' }),
  },
  async run(context, [name], flags) {
    const { tag } = referenceArgument(name!)
    const question = `Confirm you would like to delete all signature data for ${name}?`
    if (!tag && !flags.yes && !(await confirm(context, question))) return
    throw notSimulated(context)
  },
})
