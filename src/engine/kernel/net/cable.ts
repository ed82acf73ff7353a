import type { Nanoseconds } from '../../base/time.ts'
import type { Scheduler } from '../scheduler.ts'
import { BROADCAST_MAC } from './address.ts'
import { type DeviceKind, NetDevice } from './device.ts'
import type { Frame } from './packet.ts'

/** What a medium does to a frame: how much later each copy of it arrives. None: it is lost; two: it comes twice. */
type Impairment = (frame: Frame) => readonly Nanoseconds[]

/** A switch with cables to the machines of a local network. Every frame takes `delay` from one end to the other. */
export class Lan {
  readonly delay: Nanoseconds
  impairment: Impairment = () => [0]
  private readonly scheduler: Scheduler
  private readonly ends = new Set<Ethernet>()
  constructor(scheduler: Scheduler, delay: Nanoseconds) {
    this.scheduler = scheduler
    this.delay = delay
  }
  plug(end: Ethernet): void {
    end.lan?.ends.delete(end)
    end.lan = this
    this.ends.add(end)
  }
  unplug(end: Ethernet): void {
    this.ends.delete(end)
    end.lan = undefined
  }
  carry(from: Ethernet, frame: Frame): void {
    const known = [...this.ends].filter(({ mac }) => mac === frame.dst)
    const all = frame.dst === BROADCAST_MAC || known.length === 0 ? this.ends : known
    for (const later of this.impairment(frame))
      for (const end of all)
        if (end !== from)
          this.scheduler.after(this.delay + later, () =>
            end.namespace.softInterrupts.raise(() => end.receive(frame)),
          )
  }
}

/** A network card. */
export class Ethernet extends NetDevice {
  readonly kind: DeviceKind = 'ethernet'
  /** Where its cable is plugged in. */
  lan: Lan | undefined
  get carrier(): boolean {
    return this.up && this.lan !== undefined
  }
  protected send(frame: Frame): void {
    this.lan?.carry(this, frame)
  }
}
