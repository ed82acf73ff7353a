import { type Nanoseconds, SECOND } from '../../base/time.ts'
import type { Scheduler } from '../scheduler.ts'
import type { NetDevice, OperState } from './device.ts'

/** What is known of a device since its carrier changed for the first time. */
interface Known {
  linked: boolean
  /** What is told of it: it lags behind the carrier. */
  state: OperState
  /** Its queue takes packets (dev_activate): since a carrier was told of. */
  active: boolean
}

/**
 * Tells the state of devices after their carriers have changed (net/core/link_watch.c): at once where one comes up or one
 * of a pair changes, else at most once a second. It is worked off when somebody looks, as if it had been at its time, so
 * that no timer waits for it.
 */
export class LinkWatch {
  private readonly scheduler: Scheduler
  private readonly known = new WeakMap<NetDevice, Known>()
  private readonly events = new Set<NetDevice>()
  /** Before this time only what is urgent is told (linkwatch_nextevent). */
  private next: Nanoseconds = 0
  private due: Nanoseconds | undefined
  /** Changes that are being made; nothing is told before they are done (the RTNL lock). */
  private changes = 0
  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler
  }

  /** IF_OPER_… of a device that is up. */
  stateOf(device: NetDevice): OperState {
    this.work()
    return this.known.get(device)?.state ?? device.firstState
  }

  /** Makes changes to devices; what follows from their carriers is told after the last of them. */
  during(change: () => void): void {
    this.work()
    this.changes++
    try {
      change()
    } finally {
      this.changes--
    }
    this.work()
  }

  /** The carriers of these may have changed (netif_carrier_on, netif_carrier_off). */
  fire(...devices: readonly (NetDevice | undefined)[]): void {
    for (const device of devices) {
      if (!device) continue
      const { linked } = device
      const known = this.known.get(device)
      if ((known?.linked ?? device.linkedFirst) === linked) continue
      const now: Known = { state: device.firstState, active: false, ...known, linked }
      this.known.set(device, now)
      this.events.add(device)
      const at = isUrgent(device, now) ? this.scheduler.now : Math.max(this.scheduler.now, this.next)
      this.due = Math.min(this.due ?? at, at)
    }
  }

  /** A device is asked for by its name: what is late is told now (linkwatch_sync_dev). */
  sync(device: NetDevice): void {
    this.work()
    if (this.events.delete(device)) this.tell(device)
  }

  /** A device is gone. */
  forget(device: NetDevice): void {
    this.events.delete(device)
  }

  /** Does what has come due. */
  private work(): void {
    while (this.changes === 0 && this.due !== undefined && this.due <= this.scheduler.now) this.run(this.due)
  }

  private run(at: Nanoseconds): void {
    const all = at >= this.next
    if (all) this.next = at + SECOND
    this.due = undefined
    for (const device of [...this.events]) {
      if (!all && !isUrgent(device, this.known.get(device))) continue
      this.events.delete(device)
      this.tell(device)
    }
    if (this.events.size > 0) this.due ??= this.next
  }

  private tell(device: NetDevice): void {
    const known = this.known.get(device)!
    known.state = device.linkState
    if (device.up) known.active = device.linked
    // A bridge hears of its ports from this alone (br_port_carrier_check).
    if (device.up) this.fire(device.master)
  }
}

/** linkwatch_urgent_event: of a pair, or of one that comes up again. */
function isUrgent(device: NetDevice, known: Known | undefined): boolean {
  if (!device.up) return false
  if (device.pair && device.pair.ifindex !== device.ifindex) return true
  return device.linked && known?.active !== true
}
