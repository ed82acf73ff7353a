import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const volumePrune = defineCommand({
  name: 'prune',
  usage: '[OPTIONS]',
  summary: 'Remove unused local volumes',
  args: none,
  flags: {
    all: bool('Remove all unused volumes, not just anonymous ones', { short: 'a' }),
    filter: filter('Provide filter values (e.g. "label=<label>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },
})
