import type { VolumeFacts } from '../../vfs/blocks/superblock.ts'

/** A partition of the installed system. */
export interface Part {
  readonly role: 'efi' | 'boot' | 'root' | 'swap'
  readonly start: number
  readonly sectors: number
  readonly kind: VolumeFacts['kind']
  readonly uuid: string
  /** GUID of the partition, on a GPT. */
  readonly guid: string
  readonly blockSize: number
  /** Bytes and inodes that files may take. */
  readonly capacity?: { readonly bytes: number; readonly inodes: number }
}

export const SECTORS = 4_505_600
/** Number of the MBR's disk, GUID of the GPT's. */
export const DISK_ID = { bios: 0x1b2c3d4e, uefi: '6a0d1b7e-2c51-4f0a-9b1c-0a1b2c3d4e5f' } as const

const KIB = 1024
const boot = {
  role: 'boot',
  kind: 'ext4',
  blockSize: 1024,
  capacity: { bytes: 247_000 * KIB, inodes: 65_536 },
} as const
const root = {
  role: 'root',
  kind: 'ext4',
  blockSize: 4096,
  capacity: { bytes: 1_725_840 * KIB, inodes: 112_000 },
} as const
const swap = { role: 'swap', kind: 'swap', blockSize: 4096 } as const

export const LAYOUT: Readonly<Record<'bios' | 'uefi', readonly Part[]>> = {
  bios: [
    { ...boot, start: 2048, sectors: 524_288, uuid: '417f1df0-236d-42e9-a0b3-8e4a10679641', guid: '' },
    { ...root, start: 526_336, sectors: 3_584_000, uuid: '3a07c8fc-387f-4256-8797-560902a2b2e4', guid: '' },
    { ...swap, start: 4_110_336, sectors: 395_264, uuid: 'b5dff2fa-1a61-4308-88da-2940019f1d06', guid: '' },
  ],
  uefi: [
    {
      role: 'efi',
      kind: 'vfat',
      blockSize: 512,
      capacity: { bytes: 64_494 * KIB, inodes: 65_536 },
      start: 2048,
      sectors: 131_072,
      uuid: 'A49E-D3FC',
      guid: 'f4b27905-e319-2441-85b1-0a9697c75926',
    },
    {
      ...boot,
      start: 133_120,
      sectors: 524_288,
      uuid: '100b4e29-88c5-4726-b8fc-f24775ebecd2',
      guid: 'dd267c96-2e89-9f47-8e3a-4e25d7b801de',
    },
    {
      ...root,
      start: 657_408,
      sectors: 3_584_000,
      uuid: '49188e98-8bbc-40f8-824c-182bb079b936',
      guid: 'b75eda50-4bcb-6048-abd4-df0a883e54f6',
    },
    {
      ...swap,
      start: 4_241_408,
      sectors: 262_144,
      uuid: 'b6c7dc1d-e139-40c0-a20a-e46d17bb8c41',
      guid: '00cec6c0-efe0-bb4a-8711-1f31c0ad591d',
    },
  ],
}
