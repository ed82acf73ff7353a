import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { confirm } from '../cli/confirm.ts'
import { bool, bytes } from '../cli/values.ts'
import { humanSize } from '../format/units.ts'

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
  async run(context, _args, flags) {
    const what = flags.all ? 'all build cache' : 'all dangling build cache'
    const question = `WARNING! This will remove ${what}. Are you sure you want to continue?`
    if (!flags.force && !(await confirm(context, question))) return
    const query = { all: flags.all, filters: flags.filter }
    const { CachesDeleted, SpaceReclaimed } = (await context.api.call('POST /build/prune', { query })).value
    const rows = (CachesDeleted ?? []).map((id) => `${id}\n`).join('')
    const deleted = rows && `Deleted build cache objects:\n${rows}\n`
    await context.out(`${deleted}Total reclaimed space: ${humanSize(SpaceReclaimed)}\n`)
  },
})
