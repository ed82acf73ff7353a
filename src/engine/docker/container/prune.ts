import type { Filters } from '../../daemon/api.ts'
import { filter } from '../cli/collections.ts'
import { type ClientContext, defineCommand, none } from '../cli/command.ts'
import { confirm } from '../cli/confirm.ts'
import type { Pruned } from '../cli/pruned.ts'
import { bool } from '../cli/values.ts'
import { humanSize } from '../format/units.ts'

const WARNING = 'WARNING! This will remove all stopped containers.\nAre you sure you want to continue?'

/** Removes containers that do not run. */
export async function pruneContainers({ api }: ClientContext, filters: Filters): Promise<Pruned> {
  const reply = await api.call('POST /containers/prune', { query: { filters } })
  const { ContainersDeleted, SpaceReclaimed } = reply.value
  if (!ContainersDeleted || ContainersDeleted.length === 0) return { freed: 0, text: '' }
  return { freed: SpaceReclaimed, text: `Deleted Containers:\n${ContainersDeleted.join('\n')}\n\n` }
}

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
    const { freed, text } = await pruneContainers(context, flags.filter)
    await context.out(`${text}Total reclaimed space: ${humanSize(freed)}\n`)
  },
})
