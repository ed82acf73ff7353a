import type { BusDevice } from '../../kernel/bus-devices.ts'
import type { Mac } from '../../kernel/net/address.ts'
import type { Ethernet } from '../../kernel/net/cable.ts'

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
