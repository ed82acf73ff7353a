import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const networkPrune = defineCommand({
  name: 'prune',
  usage: '[OPTIONS]',
  summary: 'Remove all unused networks',
  args: none,
  flags: {
    filter: filter('Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },
})
