import type { Options } from '../options.ts'
import type { Io } from '../program.ts'
import { humanSizeRounded } from '../sizes.ts'
import type { Measured } from './df.ts'

/** `df` of busybox: the columns never grow, a long source has a line of its own (coreutils/df.c). */
export async function busyboxDf(io: Io, options: Options, chosen: readonly Measured[]): Promise<void> {
  const human = options.has('h')
  const inodes = options.has('i')
  const portable = options.has('P')
  const unit = options.has('m') ? 1048576 : 1024
  const title = inodes
    ? '   Inodes'
    : human
      ? '     Size'
      : `${portable ? '1024' : options.has('m') ? '1M' : '1K'}-blocks`
  const typed = options.has('T')
  await io.out.write(
    `Filesystem           ${typed ? 'Type       ' : ''}${title.padEnd(15)}Used Available ${portable ? 'Capacity' : 'Use%'} Mounted on\n`,
  )
  for (const { line, status } of chosen) {
    if (line.source === 'rootfs') continue
    const { blockSize } = status
    const blocks = inodes ? status.files : status.blocks
    const free = inodes ? status.filesFree : status.free
    const available = inodes ? status.filesFree : status.available
    const used = blocks - free
    const show = (count: number): string => {
      const size = inodes ? count : count * blockSize
      if (human) return humanSizeRounded(size)
      return String(inodes ? count : Math.round(size / unit))
    }
    const share =
      used + available === 0 ? 0 : Math.floor((used * 100 + (used + available) / 2) / (used + available))
    const name =
      line.source.length > 20 && !portable ? `${line.source}\n${''.padEnd(20)}` : line.source.padEnd(20)
    const numbers = [show(blocks), show(used), show(available)].map((text) => text.padStart(9)).join(' ')
    await io.out.write(
      `${name}${typed ? ` ${line.type.padEnd(10)}` : ''} ${numbers} ${String(share).padStart(3)}% ${line.path}\n`,
    )
  }
}
