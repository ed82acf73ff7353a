import type { Filters } from '../../daemon/api.ts'
import { filter } from '../cli/collections.ts'
import { type ClientContext, defineCommand, none } from '../cli/command.ts'
import { confirm } from '../cli/confirm.ts'
import { ClientError } from '../cli/errors.ts'
import type { Pruned } from '../cli/pruned.ts'
import { bool } from '../cli/values.ts'
import { humanSize } from '../format/units.ts'

/** Removes volumes that no container uses: those that nobody named, or with the filter `all` every one. */
export async function pruneVolumes({ api }: ClientContext, filters: Filters): Promise<Pruned> {
  const { VolumesDeleted, SpaceReclaimed } = (await api.call('POST /volumes/prune', { query: { filters } }))
    .value
  if (VolumesDeleted.length === 0) return { freed: 0, text: '' }
  return {
    freed: SpaceReclaimed,
    text: `Deleted Volumes:\n${VolumesDeleted.map((name) => `${name}\n`).join('')}\n`,
  }
}

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
  async run(context, _args, flags) {
    const { all, filter: filters } = flags
    if (all && filters.all)
      throw new ClientError('conflicting options: cannot specify both --all and --filter all=1')
    const what = all ? 'all local volumes' : 'anonymous local volumes'
    const question = `WARNING! This will remove ${what} not used by at least one container.\nAre you sure you want to continue?`
    if (!flags.force && !(await confirm(context, question))) return
    const { freed, text } = await pruneVolumes(context, { ...filters, ...(all && { all: ['true'] }) })
    await context.out(`${text}Total reclaimed space: ${humanSize(freed)}\n`)
  },
})
