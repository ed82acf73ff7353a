import type { Manager } from './manager.ts'

export type SystemState = 'initializing' | 'starting' | 'running' | 'degraded' | 'maintenance' | 'stopping'

/** How the system is as a whole (manager.c, manager_state). */
export function systemState(manager: Manager): SystemState {
  const { units, finished, options } = manager
  const upOrComing = (name: string): boolean => {
    const unit = units.known(name)
    return unit !== undefined && (unit.isActive || unit.active === 'activating' || unit.job?.type === 'start')
  }
  if (finished === undefined) return units.known('basic.target')?.isActive ? 'starting' : 'initializing'
  if (upOrComing('shutdown.target')) return 'stopping'
  if (options.system && (upOrComing('rescue.target') || upOrComing('emergency.target'))) return 'maintenance'
  return manager.failed.length > 0 ? 'degraded' : 'running'
}
