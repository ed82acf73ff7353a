import type { Filters } from '../../daemon/api.ts'
import { filter } from '../cli/collections.ts'
import { type ClientContext, defineCommand, none } from '../cli/command.ts'
import { confirm } from '../cli/confirm.ts'
import type { Pruned } from '../cli/pruned.ts'
import { bool } from '../cli/values.ts'

const WARNING =
  'WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue?'

/** Removes networks that no container is attached to. */
export async function pruneNetworks({ api }: ClientContext, filters: Filters): Promise<Pruned> {
  const { NetworksDeleted } = (await api.call('POST /networks/prune', { query: { filters } })).value
  if (!NetworksDeleted || NetworksDeleted.length === 0) return { freed: 0, text: '' }
  return { freed: 0, text: `Deleted Networks:\n${NetworksDeleted.map((name) => `${name}\n`).join('')}\n` }
}

export const networkPrune = defineCommand({
  name: 'prune',
  usage: '[OPTIONS]',
  summary: 'Remove all unused networks',
  args: none,
  flags: {
    filter: filter('Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },
  async run(context, _args, flags) {
    if (!flags.force && !(await confirm(context, WARNING))) return
    await context.out((await pruneNetworks(context, flags.filter)).text)
  },
})
