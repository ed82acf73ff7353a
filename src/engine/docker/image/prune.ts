import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { confirm } from '../cli/confirm.ts'
import { notSimulated } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'

export const imagePrune = defineCommand({
  name: 'prune',
  usage: '[OPTIONS]',
  summary: 'Remove unused images',
  args: none,
  flags: {
    all: bool('Remove all unused images, not just dangling ones', { short: 'a' }),
    filter: filter('Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },
  async run(context, _args, flags) {
    const what = flags.all
      ? 'all images without at least one container associated to them'
      : 'all dangling images'
    const question = `WARNING! This will remove ${what}.\nAre you sure you want to continue?`
    if (!flags.force && !(await confirm(context, question))) return
    throw notSimulated(context)
  },
})
