import { uuidBytes } from '../../vfs/blocks/bytes.ts'
import { SUPERBLOCK, writeSwap } from '../../vfs/blocks/superblock.ts'
import { optionTable, parseOptions, usageError } from '../options.ts'
import { Failure, program } from '../program.ts'
import { human } from './lsblk.ts'
import { contentsOf, tryHead } from './probe.ts'
import { blockAt, randomUuid, useOf, writeAt } from './volume-file.ts'

const OPTIONS = optionTable(
  '[options] device [size]',
  '-f/--force -q/--quiet -L/--label: -U/--uuid: -v/--swapversion: !-c/--check !-p/--pagesize: !-e/--endianness: !-o/--offset: --verbose',
  { suite: 'util-linux 2.38.1)' },
)

/** `mkswap`: a swap area on a device. */
export const mkswap = program('mkswap', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [path] = options.operands
  if (path === undefined) throw usageError(io, 'error: Nowhere to set up swap on?')
  if (!io.p.exists(path)) throw new Failure(`cannot open ${path}: No such file or directory`)
  const block = blockAt(io.p, path)
  if (!block) throw new Failure('a swap area in a file is not part of this simulation')
  if (useOf(io.p, block).length > 0) throw new Failure(`error: ${path} is mounted; will not make swapspace`)
  const uuid =
    options.get('U') === undefined || options.get('U') === 'random' ? randomUuid(io.p) : options.get('U')!
  if (uuidBytes(uuid).length !== 16) throw new Failure('error: parsing UUID failed')
  const head = await tryHead(io.p, path)
  const old = head && contentsOf(head)
  if (old) await io.error(`${path}: warning: wiping old ${old.type} signature.`)
  const label = options.get('L') ?? ''
  const facts = { kind: 'swap', uuid, label, blockSize: 4096, sectors: block.sectors, dirty: false } as const
  const header = new Uint8Array(SUPERBLOCK)
  writeSwap(header, facts)
  await writeAt(io.p, path, new Map([[0, header]]))
  const bytes = block.sectors * 512 - 4096
  if (!options.has('q'))
    await io.out.write(
      `Setting up swapspace version 1, size = ${human(bytes).replace(/([KMGT])$/, ' $1iB')} (${bytes} bytes)\n${label ? `LABEL=${label}, ` : 'no label, '}UUID=${uuid}\n`,
    )
  return 0
})
