import { type TableRow, tableLines } from '../table.ts'
import { human } from './lsblk.ts'
import type { Partition } from './probe.ts'

/** Types of partitions of an MBR (libfdisk, pt-mbr-partnames.h). */
export const DOS_TYPES: Readonly<Record<string, string>> = {
  '0': 'Empty',
  '5': 'Extended',
  '7': 'HPFS/NTFS/exFAT',
  b: 'W95 FAT32',
  c: 'W95 FAT32 (LBA)',
  '82': 'Linux swap / Solaris',
  '83': 'Linux',
  '8e': 'Linux LVM',
  ee: 'GPT',
  ef: 'EFI (FAT-12/16/32)',
}
/** Types of partitions of a GPT (libfdisk, pt-gpt-partnames.h). */
export const GPT_TYPES: Readonly<Record<string, string>> = {
  'c12a7328-f81f-11d2-ba4b-00a0c93ec93b': 'EFI System',
  '0fc63daf-8483-4772-8e79-3d69d8477de4': 'Linux filesystem',
  '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f': 'Linux swap',
  '21686148-6449-6e6f-744e-656564454649': 'BIOS boot',
}

/** What is told of a disk before its table. */
export function heading(path: string, bytes: number, model: string, whole: boolean): string {
  const size = bytes / 1024 ** 3
  const shown =
    bytes >= 1024 ** 3
      ? `${Number(size.toFixed(2))} GiB`
      : bytes >= 1024 ** 2
        ? `${Number((bytes / 1024 ** 2).toFixed(2))} MiB`
        : `${Number((bytes / 1024).toFixed(2))} KiB`
  return [
    `Disk ${path}: ${shown}, ${bytes} bytes, ${bytes / 512} sectors`,
    ...(model && whole ? [`Disk model: ${model.padEnd(16)}`] : []),
    'Units: sectors of 1 * 512 = 512 bytes',
    'Sector size (logical/physical): 512 bytes / 512 bytes',
    'I/O size (minimum/optimal): 512 bytes / 512 bytes',
    '',
  ].join('\n')
}

/** A table, one partition a line. */
export function lines(
  path: string,
  kind: 'dos' | 'gpt',
  partitions: readonly Omit<Partition, 'name'>[],
): string[] {
  const between = /\d$/.test(path) ? 'p' : ''
  const rows = partitions.map(({ number, start, sectors, type, bootable }): TableRow => {
    const end = start + sectors - 1
    const numbers = [String(start), String(end), String(sectors), human(sectors * 512).padStart(5)]
    const name = `${path}${between}${number}`.padEnd(10)
    if (kind === 'gpt') return { cells: [name, ...numbers, GPT_TYPES[type] ?? 'unknown'] }
    return { cells: [name, bootable ? '*' : '', ...numbers, type, DOS_TYPES[type] ?? 'Unknown'] }
  })
  const right = (title: string) => ({ title, right: true })
  const numbers = ['Start', 'End', 'Sectors', 'Size'].map(right)
  const columns =
    kind === 'gpt'
      ? [{ title: 'Device' }, ...numbers, { title: 'Type' }]
      : [{ title: 'Device' }, { title: 'Boot' }, ...numbers, right('Id'), { title: 'Type' }]
  return tableLines(columns, rows, { headings: true, tree: -1 })
}
