import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { bool, bytes } from '../cli/values.ts'

export const builderPrune = defineCommand({
  name: 'prune',
  summary: 'Remove build cache',
  args: none,
  flags: {
    all: bool('Remove all unused build cache, not just dangling ones', { short: 'a' }),
    filter: filter('Provide filter values (e.g. "until=24h")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
    'keep-storage': bytes('Amount of disk space to keep for cache'),
  },
})
