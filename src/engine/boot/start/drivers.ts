import { MILLISECOND } from '../../base/time.ts'
import type { BusDevice } from '../../kernel/bus-devices.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Driver, DriverIn } from '../../kernel/modules.ts'
import type { Disk } from '../disk/disk.ts'
import { addDisk } from './disk-device.ts'
import { moduleIn } from './module-file.ts'
import { MODULES } from './modules.ts'
import { addCard, CARD, type NetworkCard, removeCards } from './network-card.ts'
import { addThread } from './threads.ts'

/** Devices that every q35 machine of QEMU has on its PCI bus, and its mouse. */
export const BUILT_IN: readonly BusDevice[] = [
  ['0000:00:00.0', '29c0', '060000'],
  ['0000:00:01.0', '1111', '030000'],
  ['0000:00:1f.0', '2918', '060100'],
  ['0000:00:1f.2', '2922', '010601'],
  ['0000:00:1f.3', '2930', '0c0500'],
].map(([name = '', device = '', kind = '']) => {
  const [base, sub, face] = kind.toUpperCase().match(/../g) ?? []
  const vendor = device === '1111' ? '00001234' : '00008086'
  const modalias = `pci:v${vendor}d0000${device.toUpperCase()}sv00001AF4sd00001100bc${base}sc${sub}i${face}`
  return { bus: 'pci', name, modalias }
})
const WATCHDOG: BusDevice = { bus: 'platform', name: 'iTCO_wdt.1.auto', modalias: 'platform:iTCO_wdt' }
const MOUSE: BusDevice = { bus: 'serio', name: 'serio1', modalias: 'serio:ty01pr00id00ex00' }

/** Ports of the AHCI controller; the disk is on the first. */
const PORTS = 6

type Start = (kernel: Kernel, machine: Machine) => Promise<void>
interface Machine {
  readonly disk: Disk
  readonly cards: readonly NetworkCard[]
  /** Its interrupt line is enabled by whichever driver comes first. */
  interrupt: boolean
}

/** Loop devices that there are before somebody asks for more (CONFIG_BLK_DEV_LOOP_MIN_COUNT). */
const LOOPS = 8
const loopDevice = (number: number) => ({
  name: `loop${number}`,
  major: 7,
  minor: number,
  sectors: 0,
  filesystem: () => undefined,
})

const say = async (kernel: Kernel, delay: number, ...lines: string[]): Promise<void> => {
  await kernel.scheduler.sleep(delay * MILLISECOND)
  for (const line of lines) kernel.log.print(line)
}

async function enableInterrupt(kernel: Kernel, machine: Machine): Promise<void> {
  if (machine.interrupt) return
  machine.interrupt = true
  await say(kernel, 12, 'ACPI: \\_SB_.GSIA: Enabled at IRQ 16')
}

const STARTS: Readonly<Record<string, Start>> = {
  usbcore: (kernel) =>
    say(
      kernel,
      20,
      'ACPI: bus type USB registered',
      'usbcore: registered new interface driver usbfs',
      'usbcore: registered new interface driver hub',
      'usbcore: registered new device driver usb',
    ),
  hid: (kernel) => say(kernel, 20, 'hid: raw HID events driver (C) Jiri Kosina'),
  usbhid: (kernel) =>
    say(kernel, 20, 'usbcore: registered new interface driver usbhid', 'usbhid: USB HID core driver'),
  scsi_mod: (kernel) => say(kernel, 20, 'SCSI subsystem initialized'),
  lpc_ich: (kernel) => say(kernel, 30, 'lpc_ich 0000:00:1f.0: I/O space for GPIO uninitialized'),
  psmouse: (kernel) =>
    say(kernel, 160, 'input: ImExPS/2 Generic Explorer Mouse as /devices/platform/i8042/serio1/input/input2'),
  i2c_i801: async (kernel, machine) => {
    await enableInterrupt(kernel, machine)
    await say(kernel, 40, 'i801_smbus 0000:00:1f.3: SMBus using PCI interrupt')
    await say(
      kernel,
      2,
      'i2c i2c-0: 1/1 memory slots populated (from DMI)',
      'i2c i2c-0: Memory type 0x07 not supported yet, not instantiating SPD',
    )
  },
  ahci: async (kernel, machine) => {
    await enableInterrupt(kernel, machine)
    await say(
      kernel,
      20,
      'ahci 0000:00:1f.2: AHCI 0001.0000 32 slots 6 ports 1.5 Gbps 0x3f impl SATA mode',
      'ahci 0000:00:1f.2: flags: 64bit ncq only ',
    )
    addThread(kernel, 'ata_sff')
    for (let host = 0; host < PORTS; host++) {
      await say(kernel, 2, `scsi host${host}: ahci`)
      addThread(kernel, `scsi_eh_${host}`)
      addThread(kernel, `scsi_tmf_${host}`)
    }
    for (let port = 0; port < PORTS; port++) {
      const address = (0xfebf1100 + port * 0x80).toString(16)
      await say(kernel, 0, `ata${port + 1}: SATA max UDMA/133 abar m4096@0xfebf1000 port 0x${address} irq 24`)
    }
    await say(kernel, 320)
    for (const port of [2, 3, 6, 4, 5])
      await say(kernel, 1, `ata${port}: SATA link down (SStatus 0 SControl 300)`)
    await say(kernel, 1, 'ata1: SATA link up 1.5 Gbps (SStatus 113 SControl 300)')
    await say(
      kernel,
      2,
      `ata1.00: ATA-7: ${machine.disk.model}, 2.5+, max UDMA/100`,
      `ata1.00: ${machine.disk.sectors} sectors, multi 16: LBA48 NCQ (depth 32)`,
      'ata1.00: applying bridge limits',
      'ata1.00: configured for UDMA/100',
    )
    await say(
      kernel,
      8,
      `scsi 0:0:0:0: Direct-Access     ATA      ${machine.disk.model}    2.5+ PQ: 0 ANSI: 5`,
    )
    kernel.busDevices.push({ bus: 'scsi', name: '0:0:0:0', modalias: 'scsi:t-0x00' })
  },
  sd_mod: async (kernel, { disk }) => {
    if (!kernel.busDevices.some(({ bus }) => bus === 'scsi')) return
    const bytes = disk.sectors * 512
    const gb = (unit: number): string => (bytes / unit).toFixed(2)
    await say(
      kernel,
      30,
      `sd 0:0:0:0: [sda] ${disk.sectors} 512-byte logical blocks: (${gb(1e9)} GB/${gb(2 ** 30)} GiB)`,
      'sd 0:0:0:0: [sda] Write Protect is off',
      "sd 0:0:0:0: [sda] Write cache: enabled, read cache: enabled, doesn't support DPO or FUA",
      'sd 0:0:0:0: [sda] Preferred minimum I/O size 512 bytes',
    )
    const names = addDisk(kernel, disk)
    await say(kernel, 12, ` sda:${names.map((name) => ` ${name}`).join('')}`)
    await say(kernel, 5, 'sd 0:0:0:0: [sda] Attached SCSI disk')
  },
  dm_mod: (kernel) =>
    say(
      kernel,
      3,
      'device-mapper: core: CONFIG_IMA_DISABLE_HTABLE is disabled. Duplicate IMA measurements will not be recorded in the IMA log.',
      'device-mapper: uevent: version 1.0.3',
      'device-mapper: ioctl: 4.47.0-ioctl (2022-07-28) initialised: dm-devel@redhat.com',
    ),
  fuse: (kernel) => say(kernel, 3, 'fuse: init (API version 7.38)'),
  loop: async (kernel) => {
    await say(kernel, 3, 'loop: module loaded')
    for (let i = 0; i < LOOPS; i++) kernel.blockDevices.add(loopDevice(i))
  },
  efi_pstore: async (kernel) => {
    if (kernel.options.platform?.firmware === 'uefi')
      kernel.log.print('pstore: Registered efi as persistent store backend')
  },
  iTCO_vendor_support: (kernel) => say(kernel, 5, 'iTCO_vendor_support: vendor-support=0'),
  iTCO_wdt: async (kernel) => {
    addThread(kernel, 'watchdogd')
    await say(
      kernel,
      20,
      'iTCO_wdt iTCO_wdt.1.auto: Found a ICH9 TCO device (Version=2, TCOBASE=0x0660)',
      'iTCO_wdt iTCO_wdt.1.auto: initialized. heartbeat=30 sec (nowayout=0)',
    )
  },
  bochs: async (kernel) => {
    await say(
      kernel,
      60,
      'bochs-drm 0000:00:01.0: vgaarb: deactivate vga console',
      'Console: switching to colour dummy device 80x25',
      '[drm] Found bochs VGA, ID 0xb0c5.',
      '[drm] Framebuffer size 16384 kB @ 0xfd000000, mmio @ 0xfebf0000.',
      '[drm] Found EDID data blob.',
      '[drm] Initialized bochs-drm 1.0.0 20130925 for 0000:00:01.0 on minor 0',
    )
    await say(
      kernel,
      30,
      'fbcon: bochs-drmdrmfb (fb0) is primary device',
      'Console: switching to colour frame buffer device 160x50',
      'bochs-drm 0000:00:01.0: [drm] fb0: bochs-drmdrmfb frame buffer device',
    )
  },
  e1000: async (kernel, { cards }) => {
    await say(
      kernel,
      20,
      'e1000: Intel(R) PRO/1000 Network Driver',
      'e1000: Copyright (c) 1999-2006 Intel Corporation.',
    )
    for (const { mac, plug } of cards) {
      const card = addCard(kernel.network, mac)
      plug(card)
      const name = `e1000 ${CARD.name} ${card.name}`
      await say(
        kernel,
        300,
        `${name}: (PCI:33MHz:32-bit) ${mac}`,
        `${name}: Intel(R) PRO/1000 Network Connection`,
      )
    }
  },
  drm: (kernel) => say(kernel, 3, 'ACPI: bus type drm_connector registered'),
}

/** The drivers of a machine: modules known by their bytes. */
export function driversOf(disk: Disk, cards: readonly NetworkCard[] = []): DriverIn {
  const machine: Machine = { disk, cards, interrupt: false }
  return (body) => {
    const name = moduleIn(body)
    const facts = name === undefined ? undefined : MODULES.get(name)
    if (name === undefined || !facts) return undefined
    const start = STARTS[name]
    const stop = name === 'e1000' ? removeCards : undefined
    const driver: Driver = { name, size: facts.size, uses: facts.uses, ...(stop && { stop }) }
    return start ? { ...driver, start: (kernel) => start(kernel, machine) } : driver
  }
}

/** What the kernel finds on the buses before any module is loaded. */
export const devicesAtStart = (cards: readonly NetworkCard[]): BusDevice[] => [
  ...BUILT_IN,
  ...(cards.length > 0 ? [CARD] : []),
  WATCHDOG,
  MOUSE,
]
