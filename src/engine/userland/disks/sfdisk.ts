import { isErrno } from '../../base/errors.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, program } from '../program.ts'
import { blocks } from './devices.ts'
import { tableTools } from './later.ts'
import { headOf, tableOf } from './probe.ts'

const OPTIONS = optionTable(
  '[options] <dev> [[-N] <part>]',
  '-d/--dump !-l/--list !-J/--json -A/--activate !-r/--reorder !-V/--verify !-F/--list-free !-T/--list-types --delete --part-type -n/--no-act -f/--force --no-reread -q/--quiet !-w/--wipe: !-W/--wipe-partitions: !-N: !-b/--backup !--part-uuid !--part-label !--disk-id',
  { suite: 'util-linux 2.38.1)' },
)

/** `sfdisk -d`: a partition table as a script for sfdisk. Otherwise changes it. */
export const sfdisk = program('sfdisk', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [device] = options.operands
  if (device === undefined) throw new Failure('no disk device specified')
  if (!options.has('d')) return (await tableTools()).changeTable(io, options, device)
  let head: Uint8Array
  try {
    head = await headOf(io.p, device)
  } catch (error) {
    if (isErrno(error)) throw new Failure(`cannot open ${device}: ${error.message}`)
    throw error
  }
  const table = tableOf(head)
  if (!table) throw new Failure(`${device}: does not contain a recognized partition table`)
  const gpt = table.kind === 'gpt'
  const { rdev } = io.p.stat(device)
  const disk = blocks(io.p).find(({ major, minor }) => major === rdev.major && minor === rdev.minor)
  const heading = [
    `label: ${table.kind}`,
    `label-id: ${gpt ? table.id.toUpperCase() : table.id}`,
    `device: ${device}`,
    'unit: sectors',
    ...(gpt ? ['first-lba: 34', `last-lba: ${(disk?.sectors ?? 0) - 34}`] : []),
    'sector-size: 512',
  ]
  const rows = table.partitions.map(({ number, start, sectors, type, uuid, bootable }) => {
    const numbers = `start=${String(start).padStart(12)}, size=${String(sectors).padStart(12)}`
    const rest = gpt
      ? `type=${type.toUpperCase()}, uuid=${uuid.toUpperCase()}`
      : `type=${type}${bootable ? ', bootable' : ''}`
    return `${device}${number} : ${numbers}, ${rest}`
  })
  await io.out.write(`${heading.join('\n')}\n\n${rows.join('\n')}\n`)
  return 0
})
