import type { Filters } from '../../daemon/api.ts'
import type { ClientContext } from '../cli/command.ts'
import type { Pruned } from '../cli/pruned.ts'

/** Removes what builds left behind. */
export async function pruneBuilds({ api }: ClientContext, all: boolean, filters: Filters): Promise<Pruned> {
  const { CachesDeleted, SpaceReclaimed } = (await api.call('POST /build/prune', { query: { all, filters } }))
    .value
  if (!CachesDeleted || CachesDeleted.length === 0) return { freed: 0, text: '' }
  return { freed: SpaceReclaimed, text: `Deleted build cache objects:\n${CachesDeleted.join('\n')}\n\n` }
}
