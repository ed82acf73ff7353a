import type { BusDevice } from '../../kernel/bus-devices.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Mac } from '../../kernel/net/address.ts'
import { Ethernet } from '../../kernel/net/cable.ts'
import { addEthernet, remove } from '../../kernel/net/links.ts'
import type { NetNamespace } from '../../kernel/net/stack.ts'

/** A network card in a machine. */
export interface NetworkCard {
  readonly mac: Mac
  /** Puts the cable in, once a driver has found it. */
  plug(card: Ethernet): void
}

/** An Intel 82540EM, as QEMU has it, in the slot that firmware numbers 33. */
export const CARD: BusDevice = {
  bus: 'pci',
  name: '0000:00:02.0',
  modalias: 'pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00',
  slot: 33,
}

/** What the kernel says of it when it looks through the bus. */
export const CARD_LINES: readonly string[] = [
  'pci 0000:00:02.0: [8086:100e] type 00 class 0x020000',
  'pci 0000:00:02.0: BAR 0 [mem 0xfebc0000-0xfebdffff]',
  'pci 0000:00:02.0: BAR 1 [io  0xc000-0xc03f]',
]

/** The card under the kernel's first free name for one. */
export function addCard(network: NetNamespace, mac: Mac): Ethernet {
  let number = 0
  while (network.device(`eth${number}`)) number++
  const card = addEthernet(network, `eth${number}`, mac)
  card.origin = { driver: 'e1000', bus: CARD.name }
  return card
}

/** The driver goes: so do the interfaces of its cards. */
export function removeCards({ network }: Kernel): void {
  for (const device of [...network.devices]) {
    if (!(device instanceof Ethernet) || device.origin?.driver !== 'e1000') continue
    remove(device)
    device.lan?.unplug(device)
  }
}
