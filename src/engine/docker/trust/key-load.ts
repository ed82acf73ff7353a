import { defineCommand, exactly } from '../cli/command.ts'
import { string } from '../cli/values.ts'

export const trustKeyLoad = defineCommand({
  name: 'load',
  usage: '[OPTIONS] KEYFILE',
  summary: 'Load a private key file for signing',
  args: exactly(1),
  flags: {
    name: string('Name for the loaded key', { default: 'signer' }),
  },
})
