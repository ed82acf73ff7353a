import { isErrno } from '../../base/errors.ts'
import { optionTable, parseOptions, usageError } from '../options.ts'
import { program } from '../program.ts'
import { blocks } from './devices.ts'
import { heading, lines } from './fdisk-listing.ts'
import { tableTools } from './later.ts'
import { headOf, tableOf } from './probe.ts'

const OPTIONS = optionTable(
  '[options] <disk>',
  `-l/--list -x/--list-details !-b/--sector-size: !-B/--protect-boot !-c/--compatibility:: !-L/--color:: -n/--noauto-pt !-o/--output: !-t/--type:
   !-u/--units:: !-s/--getsz --bytes --lock:: !-w/--wipe: !-W/--wipe-partitions: !-C/--cylinders: !-H/--heads: !-S/--sectors:`,
  { suite: 'util-linux 2.38.1)' },
)

/** `fdisk`: the partition table of a disk, listed or changed in a dialogue. */
export const fdisk = program('fdisk', async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (!options.has('l', 'x')) {
    const [device] = options.operands
    if (device === undefined) throw usageError(io, 'bad usage')
    return (await tableTools()).fdiskDialogue(io, device)
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
