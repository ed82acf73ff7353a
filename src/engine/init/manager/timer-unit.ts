import type { Manager } from './manager.ts'
import { spanOf } from './settings.ts'
import type { Behaviour, Unit } from './unit.ts'

/** A timer: it starts its unit some time after the boot, or after the unit last ran (systemd.timer(5)). */
export class TimerUnit implements Behaviour {
  private readonly manager: Manager
  private readonly unit: Unit
  private turn = 0

  constructor(manager: Manager, unit: Unit) {
    this.manager = manager
    this.unit = unit
  }

  start(): void {
    this.turn++
    this.manager.changed(this.unit, 'active', 'waiting')
    const { settings } = this.unit
    const up = Number(this.manager.process.now() - this.manager.started)
    const waits = [
      ...['OnBootSec', 'OnStartupSec'].map(
        (key) => (spanOf(settings.get('Timer', key) ?? '') ?? Number.NaN) - up,
      ),
      spanOf(settings.get('Timer', 'OnActiveSec') ?? '') ?? Number.NaN,
    ].filter((wait) => wait >= 0 && Number.isFinite(wait))
    if (waits.length > 0) this.elapseAfter(Math.min(...waits))
  }

  private elapseAfter(nanoseconds: number): void {
    const turn = this.turn
    this.manager.after(nanoseconds, () => {
      if (this.turn !== turn || this.unit.active !== 'active') return
      for (const other of this.unit.others('Triggers')) this.manager.tryAdd('start', other)
      const again = spanOf(this.unit.settings.get('Timer', 'OnUnitActiveSec') ?? '')
      if (again !== undefined && Number.isFinite(again)) this.elapseAfter(again)
    })
  }

  stop(): void {
    this.turn++
    this.manager.changed(this.unit, 'inactive', 'dead')
  }
}
