import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { confirm } from '../cli/confirm.ts'
import { notSimulated } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'

const WARNING = 'WARNING! This will remove all stopped containers.\nAre you sure you want to continue?'

export const containerPrune = defineCommand({
  name: 'prune',
  usage: '[OPTIONS]',
  summary: 'Remove all stopped containers',
  args: none,
  flags: {
    filter: filter('Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },
  async run(context, _args, flags) {
    if (!flags.force && !(await confirm(context, WARNING))) return
    throw notSimulated(context)
  },
})
