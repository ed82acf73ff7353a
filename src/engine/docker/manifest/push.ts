import { defineCommand, exactly } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const manifestPush = defineCommand({
  name: 'push',
  usage: '[OPTIONS] MANIFEST_LIST',
  summary: 'Push a manifest list to a repository',
  args: exactly(1),
  flags: {
    insecure: bool('Allow push to an insecure registry'),
    purge: bool('Remove the local manifest list after push', { short: 'p' }),
  },
})
