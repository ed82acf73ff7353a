import { unixSeconds } from '../../base/time.ts'
import { writeFat } from '../../vfs/blocks/fat.ts'
import { SUPERBLOCK } from '../../vfs/blocks/superblock.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, program } from '../program.ts'
import { blockAt, useOf, writeAt } from './volume-file.ts'

const OPTIONS = optionTable(
  '[OPTIONS] TARGET [BLOCKS]',
  '-F: -i: -n: -I -v -s: !-a !-A !-b: !-c !-C !-D: !-f: !-g: !-h: !-l: !-m: !-M: !-r: !-R: !-S: !--mbr:: !--codepage:',
)

/** `mkfs.vfat`: an empty FAT32 on a device. */
export const mkfsVfat = program('mkfs.vfat', async (io) => {
  const options = parseOptions(io, OPTIONS)
  await io.out.write('mkfs.fat 4.2 (2021-01-31)\n')
  const [path] = options.operands
  if (path === undefined) throw new Failure('No device specified.')
  if (!io.p.exists(path)) throw new Failure(`unable to open ${path}: No such file or directory`)
  const block = blockAt(io.p, path)
  if (!block) throw new Failure('a file system in a file is not part of this simulation')
  if (useOf(io.p, block).some((use) => use !== 'swap'))
    throw new Failure(`${path} contains a mounted filesystem.`)
  if (block.partition === undefined && !options.has('I'))
    throw new Failure(
      `Partitions or virtual mappings on device '${path}', not making filesystem (use -I to override)`,
    )
  if (!['32', undefined].includes(options.get('F')))
    throw new Failure('of the FATs, only FAT32 is part of this simulation')
  // The serial number comes from the clock, unless somebody gives one.
  const serial = options.get('i') ?? unixSeconds(io.p.now()).toString(16)
  if (!/^[\da-f]{1,8}$/i.test(serial)) throw new Failure('Volume ID must be a hexadecimal number')
  const digits = serial.toUpperCase().padStart(8, '0')
  const facts = {
    kind: 'vfat',
    uuid: `${digits.slice(0, 4)}-${digits.slice(4)}`,
    label: (options.get('n') ?? 'NO NAME').slice(0, 11),
    blockSize: 512,
    sectors: block.sectors,
    dirty: false,
  } as const
  const bytes = new Uint8Array(SUPERBLOCK)
  writeFat(bytes, facts)
  await writeAt(io.p, path, new Map([[0, bytes]]))
  return 0
})
