import { isErrno } from '../../base/errors.ts'
import { concatBytes, decode } from '../../base/text.ts'
import type { Options } from '../options.ts'
import { Failure, type Io } from '../program.ts'
import { EditedTable, GRAIN, LINUX } from './edited-table.ts'
import { IN_USE, sizeText, typeName } from './fdisk-dialogue.ts'
import { heading, lines } from './fdisk-listing.ts'
import { blockAt, useOf } from './volume-file.ts'

/** Short names of types (sfdisk(8), "type"). */
const ALIASES = {
  dos: { l: '83', s: '82', u: 'ef', linux: '83', swap: '82', uefi: 'ef' },
  gpt: {
    l: LINUX.gpt,
    s: '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
    u: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
    linux: LINUX.gpt,
    swap: '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
    uefi: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  },
} as const
const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }

/** `sfdisk DEVICE < SCRIPT`, `-A`, `--delete`, `--part-type`: changes a table without a dialogue. */
export async function changeTable(io: Io, options: Options, path: string): Promise<number> {
  let block: ReturnType<typeof blockAt>
  try {
    block = blockAt(io.p, path)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`cannot open ${path}: ${error.message}`)
  }
  if (!block) throw new Failure(`cannot open ${path}: Inappropriate ioctl for device`)
  const { table, isNew } = await EditedTable.of(io.p, path, block.sectors)
  const quiet = options.has('q')
  const say = (text: string): Promise<void> => (quiet ? Promise.resolve() : io.out.write(text))
  const numbers = options.operands.slice(1).map(Number)
  if (options.has('A')) {
    for (const partition of table.partitions) {
      partition.bootable = numbers.includes(partition.number)
      if (partition.bootable)
        await say(`The bootable flag on partition ${partition.number} is enabled now.\n`)
    }
    await say('\n')
  } else if (options.has('delete')) {
    for (const number of numbers)
      if (!table.find(number)) throw new Failure(`${path}: partition ${number}: failed to delete`)
    table.partitions = table.partitions.filter(
      ({ number }) => numbers.length > 0 && !numbers.includes(number),
    )
    await say('\n')
  } else if (options.has('part-type')) {
    const [number] = numbers
    const partition = table.find(number ?? 0)
    if (!partition) throw new Failure(`${path}: partition ${number}: partition is unused`)
    const type = options.operands[2]
    if (type === undefined) {
      await io.out.write(`${partition.type}\n`)
      return 0
    }
    partition.type = typeOf(table.kind, type)
    await say('\n')
  } else {
    const used = useOf(io.p, block).length > 0
    if (!options.has('no-reread')) {
      await say(`Checking that no-one is using this disk right now ... ${used ? 'FAILED' : 'OK'}\n`)
      if (used) {
        await say(
          `\n${IN_USE}Umount all file systems, and swapoff all swap partitions on this disk.\nUse the --no-reread flag to suppress this check.\n\n`,
        )
        if (!options.has('f')) throw new Failure('Use the --force flag to overrule all checks.')
      }
    }
    await say(`\n${heading(path, block.sectors * 512, block.model, true)}`)
    if (!isNew)
      await say(
        `Disklabel type: ${table.kind}\nDisk identifier: ${shown(table)}\n\nOld situation:\n\n${lines(path, table.kind, table.partitions).join('\n')}\n`,
      )
    await say('\n')
    await runScript(io, table, isNew, say)
    await say(
      `\nNew situation:\nDisklabel type: ${table.kind}\nDisk identifier: ${shown(table)}\n\n${lines(path, table.kind, table.partitions).join('\n')}\n\n`,
    )
  }
  if (options.has('n')) {
    await say('The partition table is unchanged (--no-act).\n')
    return 0
  }
  const busy = await table.write(io.p)
  await say('The partition table has been altered.\nCalling ioctl() to re-read partition table.\n')
  if (busy.length > 0) {
    await say('Re-reading the partition table failed.: Device or resource busy\n')
    await say(
      'The kernel still uses the old table. The new table will be used at the next reboot or after you run partprobe(8) or partx(8).\n',
    )
  }
  await say('Syncing disks.\n')
  return 0
}

const shown = ({ kind, id }: EditedTable): string => (kind === 'gpt' ? id.toUpperCase() : id)

function typeOf(kind: 'dos' | 'gpt', text: string): string {
  const name = text.toLowerCase()
  const known = (ALIASES[kind] as Readonly<Record<string, string>>)[name]
  if (known !== undefined) return known
  if (kind === 'dos' ? /^[\da-f]{1,2}$/.test(name) : /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(name))
    return name
  throw new Failure(`failed to parse ${kind === 'gpt' ? 'GPT' : 'DOS'} partition type '${text}'`)
}

/** Sectors of a size or a start as a script has it: a number of sectors, or with a unit. */
function sectorsOf(text: string): number {
  const [, digits, unit = ''] = /^(\d+)([KMGT]?)(?:i?B)?$/i.exec(text) ?? []
  if (digits === undefined) throw new Failure(`invalid size: ${text}`)
  return unit ? Math.ceil((Number(digits) * UNITS[unit.toUpperCase()]!) / 512) : Number(digits)
}

/** The lines of a script: headers, then a partition each, by names or in the order start, size, type, bootable (sfdisk(8)). */
async function runScript(
  io: Io,
  table: EditedTable,
  isNew: boolean,
  say: (text: string) => Promise<void>,
): Promise<void> {
  const headers = new Map<string, string>()
  const rows: string[] = []
  for (const line of (await input(io)).split('\n').map((each) => each.replace(/#.*$/, '').trim())) {
    const [, name, value] = /^([a-z-]+):\s*(.*)$/.exec(line) ?? []
    if (line === '') continue
    if (name === undefined) rows.push(line)
    else {
      headers.set(name, value!)
      await say('>>> Script header accepted.\n')
    }
  }
  const label = headers.get('label')
  if (label !== undefined && label !== 'dos' && label !== 'gpt')
    throw new Failure(`unsupported label: ${label}`)
  if (label !== undefined || isNew || rows.length > 0)
    table.reset(
      io.p,
      label ?? table.kind,
      headers.get('label-id') ?? (label === undefined && !isNew ? table.id : undefined),
    )
  await say(
    table.kind === 'gpt'
      ? `>>> Created a new GPT disklabel (GUID: ${table.id.toUpperCase()}).\n`
      : `>>> Created a new DOS (MBR) disklabel with disk identifier ${table.id}.\n`,
  )
  for (const row of rows) await addRow(io, table, row, say)
  await say(`${table.path}${(table.partitions.at(-1)?.number ?? 0) + 1}: Done.\n`)
}

async function addRow(
  io: Io,
  table: EditedTable,
  row: string,
  say: (text: string) => Promise<void>,
): Promise<void> {
  const [, device, rest = row] = /^(\/\S+)\s*:\s*(.*)$/.exec(row) ?? []
  const fields = new Map<string, string>()
  const POSITIONS = ['start', 'size', 'type', 'bootable']
  const plain = rest.replace(/\s*=\s*/g, '=')
  plain.split(/\s*,\s*|\s+/).forEach((field, i) => {
    const [name, value] = field.split('=')
    if (value !== undefined) fields.set(name!, value)
    else if (field === 'bootable') fields.set('bootable', '*')
    else if (field !== '') fields.set(POSITIONS[i] ?? '', field)
  })
  const numbers = table.freeNumbers
  const number = device === undefined ? numbers[0] : Number(/(\d+)$/.exec(device)?.[1] ?? numbers[0])
  if (number === undefined || !numbers.includes(number))
    throw new Failure(`${table.path}: all space for partitions is in use`)
  const given = fields.get('start')
  const free = table.free.find(({ first, last }) => Math.ceil(first / GRAIN) * GRAIN <= last)
  const start =
    given === undefined || given === '-' ? Math.ceil((free?.first ?? 0) / GRAIN) * GRAIN : sectorsOf(given)
  const stretch = table.free.find(({ first, last }) => start >= first && start <= last)
  if (!stretch) {
    await io.stderr(`Failed to add #${number} partition: Numerical result out of range\n`)
    throw new Failure('', 1)
  }
  const wanted = fields.get('size')
  const size =
    wanted === undefined || wanted === '-' || wanted === '+' ? stretch.last - start + 1 : sectorsOf(wanted)
  if (start + size - 1 > stretch.last) {
    await io.stderr(`Failed to add #${number} partition: Numerical result out of range\n`)
    throw new Failure('', 1)
  }
  const type = typeOf(table.kind, fields.get('type') ?? fields.get('Id') ?? LINUX[table.kind])
  const bootable = fields.get('bootable') === '*'
  const uuid = fields.get('uuid')
  table.add(io.p, { number, start, sectors: size, type, bootable, ...(uuid !== undefined && { uuid }) })
  await say(
    `${table.path}${number}: Created a new partition ${number} of type '${typeName(table.kind, type)}' and of size ${sizeText(size)}.\n`,
  )
  const signature = await table.signatureAt(io.p, start)
  if (signature !== undefined) await say(`Partition #${number} contains a ${signature} signature.\n`)
}

async function input({ p }: Io): Promise<string> {
  const parts: Uint8Array[] = []
  for (;;) {
    const bytes = await p.read(0)
    if (bytes.length === 0) return decode(concatBytes(parts))
    parts.push(bytes.slice())
  }
}
