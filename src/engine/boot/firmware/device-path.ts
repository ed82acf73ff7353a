import type { Partition } from '../disk/disk.ts'

/** The path of the disk's controller and port (UEFI specification, 10.6). */
export const DISK_PATH = 'PciRoot(0x0)/Pci(0x1F,0x2)/Sata(0x0,0xFFFF,0x0)'

/** `HD(1,GPT,F4B27905-…,0x800,0x20000)` (UEFI specification, 10.6.1.6). */
export const hardDrive = ({ number, uuid, start, sectors }: Partition): string =>
  `HD(${number},GPT,${uuid.toUpperCase()},0x${start.toString(16).toUpperCase()},0x${sectors.toString(16).toUpperCase()})`
