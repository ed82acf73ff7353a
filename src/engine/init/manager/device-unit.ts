import { hardwareName, isTagged } from './device-database.ts'
import type { Manager } from './manager.ts'
import { unescapePath } from './names.ts'
import type { Behaviour, Unit } from './unit.ts'

/** How often a device is looked at that is waited for, although udev has told of nothing: it may not have known whom to tell. */
const LOOK = 1_000e6

/** A device: it is there when udev has told of it (systemd.device(5)). */
export class DeviceUnit implements Behaviour {
  private readonly manager: Manager
  private readonly unit: Unit
  private readonly path: string
  private waiting = false

  constructor(manager: Manager, unit: Unit) {
    this.manager = manager
    this.unit = unit
    this.path = unescapePath(unit.name.replace(/\.device$/, ''))
    if (!isTagged(manager.process, this.path)) return
    this.nameIt()
    unit.active = 'active'
    unit.sub = 'plugged'
  }

  start(): void {
    const { manager, unit } = this
    if (isTagged(manager.process, this.path)) {
      this.plugged()
      return
    }
    if (this.waiting) return
    this.waiting = true
    manager.process.thread(async () => {
      // A device has no state of its own while it is awaited: the job is what waits.
      while (unit.job?.type === 'start') {
        await manager.devices.waitAtMost(LOOK)
        if (!isTagged(manager.process, this.path)) continue
        this.plugged()
        break
      }
      this.waiting = false
    })
  }

  private nameIt(): void {
    const name = hardwareName(this.manager.process, this.path)
    if (name !== undefined) this.unit.description = name
  }

  private plugged(): void {
    const { manager, unit } = this
    this.nameIt()
    manager.changed(unit, 'active', 'plugged')
  }

  stop(): void {
    this.manager.changed(this.unit, 'inactive', 'dead')
  }
}
