import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError, notSimulated } from '../cli/errors.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool } from '../cli/values.ts'

export const trustSign = defineCommand({
  name: 'sign',
  usage: 'IMAGE:TAG',
  summary: 'Sign an image',
  checksOnly: true,
  args: exactly(1),
  flags: {
    local: bool('Sign a locally tagged image'),
  },
  async run(context, [name]) {
    if (!referenceArgument(name!).tag) throw new ClientError(`no tag specified for ${name}`)
    throw notSimulated(context)
  },
})
