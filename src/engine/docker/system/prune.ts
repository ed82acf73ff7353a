import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const systemPrune = defineCommand({
  name: 'prune',
  usage: '[OPTIONS]',
  summary: 'Remove unused data',
  args: none,
  flags: {
    all: bool('Remove all unused images not just dangling ones', { short: 'a' }),
    filter: filter('Provide filter values (e.g. "label=<key>=<value>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
    volumes: bool('Prune anonymous volumes'),
  },
})
