import { defineCommand, exactly } from '../cli/command.ts'
import { string } from '../cli/values.ts'

export const trustKeyGenerate = defineCommand({
  name: 'generate',
  usage: 'NAME',
  summary: 'Generate and load a signing key-pair',
  args: exactly(1),
  flags: {
    dir: string('Directory to generate key in, defaults to current directory'),
  },
})
