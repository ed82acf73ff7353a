import { wholeSeconds } from '../../base/time.ts'
import type { LayerEntry } from '../entry.ts'
import type { Ino } from '../filesystem.ts'
import { layerEntries } from '../layer-entries.ts'
import type { Tree } from '../tree.ts'
import { filterXattrs } from '../xattr.ts'

/** The only xattr that Docker takes into a layer's archive (moby pkg/archive, ReadSecurityXattrToTarHeader). */
const CAPABILITY = 'security.capability'

/**
 * An upperdir as Docker archives it for a commit: times cut to whole seconds, no xattr but file capabilities. What was
 * copied up is in it even if nothing of it changed.
 */
export function commitEntries(tree: Tree, upperdir: Ino): LayerEntry[] {
  return Array.from(layerEntries(tree, { top: upperdir }), (entry) => {
    const { xattrs, mtime = 0n, ...rest } = entry
    const kept = filterXattrs(xattrs, (name) => name === CAPABILITY)
    const seconds = wholeSeconds(mtime)
    return { ...rest, mtime: seconds, ...(kept && { xattrs: kept }) } as LayerEntry
  })
}
