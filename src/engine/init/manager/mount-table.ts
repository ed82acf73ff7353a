import { mountsOf } from '../../userland/mount-table.ts'
import type { Manager } from './manager.ts'
import { unitOfPath } from './names.ts'

/** Takes up what was mounted by hand: each mount is a unit (mount.c, mount_load_proc_self_mountinfo). */
export function noteMounts(manager: Manager): void {
  const paths = new Set(mountsOf(manager.process).map(({ path }) => path))
  for (const path of paths) {
    const unit = manager.units.refer(unitOfPath(path, 'mount'))
    if (unit.job || unit.isActive) continue
    manager.units.get(unit.name)
    if (unit.load === 'not-found') unit.load = 'loaded'
    manager.changed(unit, 'active', 'mounted')
  }
}
