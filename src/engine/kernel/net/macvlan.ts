import { isGroup, type Mac } from './address.ts'
import { NetDevice, scrubbed } from './device.ts'
import type { Frame } from './packet.ts'
import type { NetNamespace } from './stack.ts'

/** Whom devices on one parent reach (ip-link(8)): each other; nobody there; each other by a switch outside; the parent is one's own. */
export type MacvlanMode = 'bridge' | 'private' | 'vepa' | 'passthru'

/**
 * A device with a hardware address of its own on another one, its parent: what is sent goes out by the parent, and what comes in
 * there for its address comes here (drivers/net/macvlan.c). The parent's own machine and it never reach each other.
 */
export class Macvlan extends NetDevice {
  readonly kind = 'macvlan'
  readonly mode: MacvlanMode
  readonly parent: NetDevice
  constructor(namespace: NetNamespace, name: string, mac: Mac, parent: NetDevice, mode: MacvlanMode) {
    super(namespace, name, mac, parent.mtu)
    this.parent = parent
    this.mode = mode
    parent.uppers.add(this)
  }
  get linked(): boolean {
    return this.parent.carrier
  }
  override get below(): NetDevice {
    return this.parent
  }
  protected send(frame: Frame): void {
    const { parent, mode } = this
    const others = [...parent.uppers].filter((other) => other !== this && mode === 'bridge')
    const sent = parent.namespace === this.namespace ? frame : scrubbed(frame)
    const near = others.find(({ mac }) => mac === frame.dst)
    if (near) this.namespace.softInterrupts.raise(() => near.receive(sent))
    else parent.transmit(sent)
    if (isGroup(frame.dst))
      for (const other of others) this.namespace.softInterrupts.raise(() => other.receive(sent))
  }
}
