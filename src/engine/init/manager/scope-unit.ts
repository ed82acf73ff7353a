import type { Manager } from './manager.ts'
import { RESERVE } from './reserve.ts'
import type { Behaviour, Unit } from './unit.ts'

/** Processes that others started: a session. It is up as long as one of them is (systemd.scope(5)). */
export class ScopeUnit implements Behaviour {
  private readonly manager: Manager
  private readonly unit: Unit

  constructor(manager: Manager, unit: Unit) {
    this.manager = manager
    this.unit = unit
  }

  start(): void {
    this.manager.changed(this.unit, 'active', 'running')
  }

  stop(): void {
    RESERVE.code.stopScope(this.manager, this.unit)
  }
}
