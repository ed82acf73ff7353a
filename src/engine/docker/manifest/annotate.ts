import { strings } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { string } from '../cli/values.ts'

export const manifestAnnotate = defineCommand({
  name: 'annotate',
  usage: '[OPTIONS] MANIFEST_LIST MANIFEST',
  summary: 'Add additional information to a local image manifest',
  args: exactly(2),
  flags: {
    arch: string('Set architecture'),
    os: string('Set operating system'),
    'os-features': strings('Set operating system feature'),
    'os-version': string('Set operating system version'),
    variant: string('Set architecture variant'),
  },
})
