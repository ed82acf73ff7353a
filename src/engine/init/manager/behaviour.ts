import { DeviceUnit } from './device-unit.ts'
import type { Manager } from './manager.ts'
import { AutomountUnit, MountUnit } from './mount-unit.ts'
import { ScopeUnit } from './scope-unit.ts'
import { ServiceUnit } from './service-unit.ts'
import { SocketUnit } from './socket-unit.ts'
import { SwapUnit } from './swap-unit.ts'
import { TimerUnit } from './timer-unit.ts'
import type { ActiveState, Behaviour, Unit } from './unit.ts'

/** What a unit does, by its type. */
export function behaviourOf(manager: Manager, unit: Unit): Behaviour | undefined {
  if (unit.load !== 'loaded') return undefined
  if (unit.behaviour) return unit.behaviour
  switch (unit.type) {
    case 'service':
      return new ServiceUnit(manager, unit)
    case 'mount':
      return new MountUnit(manager, unit)
    case 'automount':
      return new AutomountUnit(manager, unit)
    case 'swap':
      return new SwapUnit(manager, unit)
    case 'device':
      return new DeviceUnit(manager, unit)
    case 'timer':
      return new TimerUnit(manager, unit)
    case 'socket':
      return new SocketUnit(manager, unit)
    case 'path':
      return atOnce(manager, unit, 'waiting')
    case 'scope':
      return new ScopeUnit(manager, unit)
    case 'slice':
    case 'target':
      return atOnce(manager, unit, 'active')
  }
}

/** Units that are up as soon as they are started. */
function atOnce(manager: Manager, unit: Unit, up: string): Behaviour {
  const enter = (active: ActiveState, sub: string): void => manager.changed(unit, active, sub)
  return { start: () => enter('active', up), stop: () => enter('inactive', 'dead') }
}
