import { optionTable, parseOptions } from '../options.ts'
import { Failure, program } from '../program.ts'
import { blockAt } from './volume-file.ts'

const OPTIONS = optionTable(
  '[-v|-q] commands devices',
  '--getsz --getsize64 --getss --getpbsz --getro --getbsz --rereadpt --flushbufs -q -v !--setro !--setrw !--report !--setra: !--getra',
  { suite: 'util-linux 2.38.1)' },
)

/** `blockdev`: sizes of a device, and a new look at its partitions. */
export const blockdev = program('blockdev', async (io) => {
  const options = parseOptions(io, OPTIONS)
  for (const path of options.operands) {
    if (!io.p.exists(path)) throw new Failure(`cannot open ${path}: No such file or directory`)
    const block = blockAt(io.p, path)
    if (!block) throw new Failure(`ioctl error on BLKGETSIZE64: Inappropriate ioctl for device`)
    const values: readonly (readonly [string, number])[] = [
      ['getsz', block.sectors],
      ['getsize64', block.sectors * 512],
      ['getss', 512],
      ['getpbsz', 512],
      ['getbsz', 4096],
      ['getro', block.readOnly ? 1 : 0],
    ]
    for (const [name, value] of values) if (options.has(name)) await io.out.write(`${value}\n`)
    if (options.has('rereadpt') && io.p.rereadPartitions(path).length > 0)
      throw new Failure('ioctl error on BLKRRPART: Device or resource busy')
  }
  return 0
})
