import { atLeast, defineCommand } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const manifestCreate = defineCommand({
  name: 'create',
  usage: 'MANIFEST_LIST MANIFEST [MANIFEST...]',
  summary: 'Create a local manifest list for annotating and pushing to a registry',
  args: atLeast(2),
  flags: {
    amend: bool('Amend an existing manifest list', { short: 'a' }),
    insecure: bool('Allow communication with an insecure registry'),
  },
})
