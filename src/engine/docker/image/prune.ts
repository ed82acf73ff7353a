import type { Filters } from '../../daemon/api.ts'
import { filter } from '../cli/collections.ts'
import { type ClientContext, defineCommand, none } from '../cli/command.ts'
import { confirm } from '../cli/confirm.ts'
import { addFilter, type Pruned } from '../cli/pruned.ts'
import { bool } from '../cli/values.ts'
import { humanSize } from '../format/units.ts'

/** Removes images without a tag, or all that no container uses. */
export async function pruneImages({ api }: ClientContext, all: boolean, filters: Filters): Promise<Pruned> {
  const query = { filters: addFilter(filters, 'dangling', String(!all)) }
  const { ImagesDeleted, SpaceReclaimed } = (await api.call('POST /images/prune', { query })).value
  if (!ImagesDeleted || ImagesDeleted.length === 0) return { freed: 0, text: '' }
  const rows = ImagesDeleted.map(({ Untagged, Deleted }) =>
    Untagged ? `untagged: ${Untagged}\n` : `deleted: ${Deleted}\n`,
  )
  return { freed: SpaceReclaimed, text: `Deleted Images:\n${rows.join('')}\n` }
}

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
    const { freed, text } = await pruneImages(context, flags.all, flags.filter)
    await context.out(`${text}Total reclaimed space: ${humanSize(freed)}\n`)
  },
})
