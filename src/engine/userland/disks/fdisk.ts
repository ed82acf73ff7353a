import { isErrno } from '../../base/errors.ts'
import { optionTable, parseOptions, usageError } from '../options.ts'
import { Failure, program } from '../program.ts'
import { type TableRow, tableLines } from '../table.ts'
import { blocks } from './devices.ts'
import { human } from './lsblk.ts'
import { headOf, type Partition, tableOf } from './probe.ts'

const OPTIONS = optionTable(
  '[options] <disk>',
  `-l/--list -x/--list-details !-b/--sector-size: !-B/--protect-boot !-c/--compatibility:: !-L/--color:: -n/--noauto-pt !-o/--output: !-t/--type:
   !-u/--units:: !-s/--getsz --bytes --lock:: !-w/--wipe: !-W/--wipe-partitions: !-C/--cylinders: !-H/--heads: !-S/--sectors:`,
  { suite: 'util-linux 2.38.1)' },
)

/** Types of partitions of an MBR (libfdisk, pt-mbr-partnames.h). */
const DOS_TYPES: Readonly<Record<string, string>> = {
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
const GPT_TYPES: Readonly<Record<string, string>> = {
  'c12a7328-f81f-11d2-ba4b-00a0c93ec93b': 'EFI System',
  '0fc63daf-8483-4772-8e79-3d69d8477de4': 'Linux filesystem',
  '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f': 'Linux swap',
  '21686148-6449-6e6f-744e-656564454649': 'BIOS boot',
}

/** `fdisk -l`: the partition table of a disk. Changing it is not simulated. */
export const fdisk = program('fdisk', async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (!options.has('l', 'x')) {
    if (options.operands.length === 0) throw usageError(io, 'bad usage')
    throw new Failure('changing a partition table is not part of this simulation; -l lists it')
  }
  const all = blocks(io.p)
  const disks = all.filter(({ disk }) => disk === undefined).map(({ name }) => `/dev/${name}`)
  let failed = false
  for (const [i, path] of (options.operands.length > 0 ? options.operands : disks).entries()) {
    if (i > 0) await io.out.write('\n\n')
    try {
      const head = await headOf(io.p, path)
      const { rdev } = io.p.stat(path)
      const block = all.find(({ major, minor }) => major === rdev.major && minor === rdev.minor)
      const bytes = (block?.sectors ?? 0) * 512
      await io.out.write(heading(path, bytes, block?.model ?? '', block?.partition === undefined))
      const table = block?.partition === undefined ? tableOf(head) : undefined
      if (!table) continue
      await io.out.write(
        `Disklabel type: ${table.kind}\nDisk identifier: ${table.kind === 'gpt' ? table.id.toUpperCase() : table.id}\n\n`,
      )
      for (const line of lines(path, table.kind, table.partitions)) await io.out.write(`${line}\n`)
    } catch (error) {
      if (!isErrno(error)) throw error
      await io.error(`cannot open ${path}: ${error.message}`)
      failed = true
    }
  }
  return failed ? 1 : 0
})

function heading(path: string, bytes: number, model: string, whole: boolean): string {
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

function lines(path: string, kind: 'dos' | 'gpt', partitions: readonly Partition[]): string[] {
  const between = /\d$/.test(path) ? 'p' : ''
  const rows = partitions.map(({ number, start, sectors, type, bootable }): TableRow => {
    const end = start + sectors - 1
    const numbers = [String(start), String(end), String(sectors), human(sectors * 512)]
    const name = `${path}${between}${number}`
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
