import { EngineError, isErrno } from '../../base/errors.ts'
import { Failure, type Io } from '../program.ts'
import { type EditedPartition, EditedTable, GRAIN, LINUX } from './edited-table.ts'
import { DOS_TYPES, GPT_TYPES, heading, lines } from './fdisk-listing.ts'
import { MENU } from './fdisk-menu.ts'
import { human } from './lsblk.ts'
import { answer, blockAt, useOf } from './volume-file.ts'

const GREETING = `
Welcome to fdisk (util-linux 2.38.1).
Changes will remain in memory only, until you decide to write them.
Be careful before using the write command.

`
export const IN_USE = 'This disk is currently in use - repartitioning is probably a bad idea.\n'
/** Types by the numbers and names that a person may give (libfdisk, the first of its list). */
const GPT_NAMES: Readonly<Record<string, string>> = {
  '1': 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  uefi: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  '4': '21686148-6449-6e6f-744e-656564454649',
  '19': '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
  swap: '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
  '20': LINUX.gpt,
  linux: LINUX.gpt,
}
const DOS_NAMES: Readonly<Record<string, string>> = { linux: '83', swap: '82', uefi: 'ef' }
/** Bytes of the units that a size may have. */
const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40, P: 2 ** 50 }

/** Thrown at the end of the input. */
class Ended extends Error {}

/** `193 MiB`. */
export const sizeText = (sectors: number): string => human(sectors * 512).replace(/([KMGTP])$/, ' $1iB')
export const typeName = (kind: 'dos' | 'gpt', type: string): string =>
  (kind === 'gpt' ? GPT_TYPES[type.toLowerCase()] : DOS_TYPES[type]) ?? 'unknown'

/** `fdisk DEVICE`: asks for commands until one writes the table, or leaves it. */
export async function fdiskDialogue(io: Io, path: string): Promise<number> {
  let block: ReturnType<typeof blockAt>
  try {
    block = blockAt(io.p, path)
  } catch (error) {
    if (!isErrno(error)) throw error
    await io.out.write(GREETING)
    throw new Failure(`cannot open ${path}: ${error.message}`)
  }
  if (!block) throw new Failure(`cannot open ${path}: Inappropriate ioctl for device`)
  const { table, isNew } = await EditedTable.of(io.p, path, block.sectors)
  const used = useOf(io.p, block).length > 0
  await io.out.write(GREETING)
  if (used)
    await io.out.write(
      `${IN_USE}It's recommended to umount all file systems, and swapoff all swap\npartitions on this disk.\n\n`,
    )
  if (isNew)
    await io.out.write(
      `Device does not contain a recognized partition table.\nCreated a new DOS (MBR) disklabel with disk identifier ${table.id}.\n`,
    )
  try {
    return await new Dialogue(io, table, heading(path, block.sectors * 512, block.model, true), used).run()
  } catch (error) {
    if (!(error instanceof Ended)) throw error
    await io.out.write('\n\nDo you really want to quit? ')
    return 1
  }
}

class Dialogue {
  private readonly io: Io
  private readonly table: EditedTable
  private readonly head: string
  private readonly used: boolean
  /** Something was said since a person answered. */
  private said = false

  constructor(io: Io, table: EditedTable, head: string, used: boolean) {
    this.io = io
    this.table = table
    this.head = head
    this.used = used
  }

  private write(text: string): Promise<void> {
    return this.io.out.write(text)
  }
  private async ask(prompt: string): Promise<string> {
    await this.write(prompt)
    await this.io.out.flush()
    const line = await answer(this.io)
    if (line === undefined) throw new Ended()
    this.said = false
    return line.trim()
  }
  /** What happened. */
  private async say(text: string): Promise<void> {
    await this.write(`${this.said ? '' : '\n'}${text}\n`)
    this.said = true
  }

  async run(): Promise<number> {
    for (;;) {
      const command = await this.ask('\nCommand (m for help): ')
      const done = await this.obey(command[0] ?? '')
      if (done !== undefined) {
        await this.write('\n')
        return done
      }
    }
  }

  private async obey(command: string): Promise<number | undefined> {
    const { table, io } = this
    switch (command) {
      case '':
        return undefined
      case 'm':
        await this.write(MENU[table.kind])
        return undefined
      case 'p':
        await this.print()
        return undefined
      case 'a':
        await this.toggle()
        return undefined
      case 'd':
        await this.remove()
        return undefined
      case 'n':
        await this.add()
        return undefined
      case 't':
        await this.changeType()
        return undefined
      case 'F':
        await this.listFree()
        return undefined
      case 'v':
        await this.say('No errors detected.')
        return undefined
      case 'o':
      case 'g':
        table.reset(io.p, command === 'g' ? 'gpt' : 'dos')
        await this.say(
          command === 'g'
            ? `Created a new GPT disklabel (GUID: ${table.id.toUpperCase()}).`
            : `Created a new DOS (MBR) disklabel with disk identifier ${table.id}.`,
        )
        return undefined
      case 'q':
        return 0
      case 'w':
        return this.save()
      default:
        if (/[bcilesuxIOG]/.test(command))
          await this.say(`fdisk: ${command}: this command is not part of this simulation`)
        else await this.say(`${command}: unknown command`)
        return undefined
    }
  }

  private async print(): Promise<void> {
    const { path, kind, id, partitions, wiped } = this.table
    await this.write(
      `${this.head}Disklabel type: ${kind}\nDisk identifier: ${kind === 'gpt' ? id.toUpperCase() : id}\n`,
    )
    if (partitions.length > 0) await this.write(`\n${lines(path, kind, partitions).join('\n')}\n`)
    for (const { number, start } of partitions)
      if (wiped.has(start))
        await this.write(`\nFilesystem/RAID signature on partition ${number} will be wiped.\n`)
  }

  /** One of the partitions that there are. */
  private async chosen(): Promise<EditedPartition | undefined> {
    const numbers = this.table.partitions.map(({ number }) => number)
    const last = numbers.at(-1)
    if (last === undefined) {
      await this.say('No partition is defined yet!')
      return undefined
    }
    if (numbers.length === 1) {
      await this.say(`Selected partition ${last}`)
      return this.table.find(last)
    }
    const number = await this.number(`Partition number (${ranges(numbers)}, default ${last}): `, last, (n) =>
      numbers.includes(n),
    )
    return this.table.find(number)
  }
  /** A number; the default for an empty answer; asked again for one that will not do. */
  private async number(prompt: string, fallback: number, good: (value: number) => boolean): Promise<number> {
    for (;;) {
      const line = await this.ask(prompt)
      if (line === '') return fallback
      if (/^\d+$/.test(line) && good(Number(line))) return Number(line)
      await this.write('Value out of range.\n')
    }
  }

  private async toggle(): Promise<void> {
    if (this.table.kind === 'gpt') return this.say('a: unknown command')
    const partition = await this.chosen()
    if (!partition) return
    partition.bootable = !partition.bootable
    await this.say(
      `The bootable flag on partition ${partition.number} is ${partition.bootable ? 'enabled' : 'disabled'} now.`,
    )
  }

  private async remove(): Promise<void> {
    const partition = await this.chosen()
    if (!partition) return
    this.table.partitions = this.table.partitions.filter((each) => each !== partition)
    this.table.wiped.delete(partition.start)
    await this.say(`Partition ${partition.number} has been deleted.`)
  }

  private async add(): Promise<void> {
    const { table, io } = this
    const numbers = table.freeNumbers
    const [number] = numbers
    if (number === undefined)
      return this.say(
        'To create more than 4 partitions, you must replace a primary partition with an extended partition first.',
      )
    const stretch = table.free.find(({ first, last }) => aligned(first) <= last)
    if (!stretch) return this.say('No free sectors available.')
    if (table.kind === 'dos') {
      const { length } = table.partitions
      const fallback = numbers.length === 1 ? 'e' : 'p'
      const kind = await this.ask(
        `Partition type\n   p   primary (${length} primary, 0 extended, ${4 - length} free)\n   e   extended (container for logical partitions)\nSelect (default ${fallback}): `,
      )
      if (kind === '') await this.write(`\nUsing default response ${fallback}.\n`)
      if ((kind || fallback) === 'e')
        return this.say('fdisk: extended partitions are not part of this simulation')
    }
    const chosen =
      numbers.length === 1
        ? number
        : await this.number(`Partition number (${ranges(numbers)}, default ${number}): `, number, (n) =>
            numbers.includes(n),
          )
    const within = (sector: number) => table.free.find(({ first, last }) => sector >= first && sector <= last)
    const default1 = aligned(stretch.first)
    const start = await this.number(
      `First sector (${stretch.first}-${table.lastSector}, default ${default1}): `,
      default1,
      (n) => within(n) !== undefined,
    )
    const end = await this.lastSector(start, within(start)!.last)
    const type = LINUX[table.kind]
    table.add(io.p, { number: chosen, start, sectors: end - start + 1, type, bootable: false })
    await this.say(
      `Created a new partition ${chosen} of type '${typeName(table.kind, type)}' and of size ${sizeText(end - start + 1)}.`,
    )
    await this.askToWipe(chosen, start)
  }

  private async lastSector(start: number, last: number): Promise<number> {
    for (;;) {
      const line = await this.ask(
        `Last sector, +/-sectors or +/-size{K,M,G,T,P} (${start}-${last}, default ${last}): `,
      )
      if (line === '') return last
      const [, sign = '', digits = '', unit = ''] = /^([+-]?)(\d+)([KMGTP]?)(?:i?B)?$/i.exec(line) ?? []
      const count = unit ? Math.ceil((Number(digits) * UNITS[unit.toUpperCase()]!) / 512) : Number(digits)
      const end =
        digits === ''
          ? -1
          : sign === '+'
            ? start + count - (unit ? 1 : 0)
            : sign === '-'
              ? last - count
              : count
      if (end >= start && end <= last) return end
      await this.write('Value out of range.\n')
    }
  }

  private async askToWipe(number: number, start: number): Promise<void> {
    const { table, io } = this
    const signature = await table.signatureAt(io.p, start)
    if (signature === undefined) return
    await this.write(`Partition #${number} contains a ${signature} signature.\n`)
    if (!io.p.isatty(0)) return
    for (;;) {
      const reply = await this.ask('\nDo you want to remove the signature? [Y]es/[N]o: ')
      if (/^n/i.test(reply)) return
      if (/^y/i.test(reply)) break
    }
    table.wiped.add(start)
    await this.say('The signature will be removed by a write command.')
  }

  private async changeType(): Promise<void> {
    const { table } = this
    const partition = await this.chosen()
    if (!partition) return
    const prompt =
      table.kind === 'gpt'
        ? 'Partition type or alias (type L to list all): '
        : 'Hex code or alias (type L to list all): '
    for (;;) {
      const line = (await this.ask(prompt)).toLowerCase()
      if (line === 'l') {
        const types = Object.entries(table.kind === 'gpt' ? GPT_TYPES : DOS_TYPES)
        await this.write(`\n${types.map(([type, name]) => `${type.padStart(2)} ${name}\n`).join('')}`)
        continue
      }
      const type =
        table.kind === 'gpt'
          ? (GPT_NAMES[line] ?? (GPT_TYPES[line] ? line : undefined))
          : (DOS_NAMES[line] ?? (/^[\da-f]{1,2}$/.test(line) ? line.replace(/^0(?=.)/, '') : undefined))
      if (type === undefined) {
        await this.say(`Failed to parse '${line}' partition type.`)
        continue
      }
      const before = typeName(table.kind, partition.type)
      partition.type = type
      return this.say(
        before === typeName(table.kind, type)
          ? `Type of partition ${partition.number} is unchanged: ${before}.`
          : `Changed type of partition '${before}' to '${typeName(table.kind, type)}'.`,
      )
    }
  }

  private async listFree(): Promise<void> {
    const { table } = this
    const sectors = table.free.reduce((sum, { first, last }) => sum + last - first + 1, 0)
    await this.write(
      `Unpartitioned space ${table.path}: ${sizeText(sectors)}, ${sectors * 512} bytes, ${sectors} sectors\n`,
    )
  }

  private async save(): Promise<number> {
    const { table, io } = this
    let busy: readonly number[]
    try {
      busy = await table.write(io.p)
    } catch (error) {
      if (error instanceof EngineError || !isErrno(error)) throw error
      throw new Failure(`failed to write disklabel: ${error.message}`)
    }
    await this.say('The partition table has been altered.')
    for (const number of busy)
      await this.write(`Failed to remove partition ${number} from system: Device or resource busy\n`)
    if (busy.length > 0)
      await this.write(
        '\nThe kernel still uses the old partitions. The new table will be used at the next reboot. \n',
      )
    else if (!this.used) await this.write('Calling ioctl() to re-read partition table.\n')
    await this.write('Syncing disks.\n')
    return 0
  }
}

const aligned = (sector: number): number => Math.ceil(sector / GRAIN) * GRAIN

/** `1-3`, `3,4`, `5-128`. */
function ranges(numbers: readonly number[]): string {
  const found: string[] = []
  for (let i = 0; i < numbers.length; ) {
    let end = i
    while (numbers[end + 1] === numbers[end]! + 1) end++
    found.push(end > i + 1 ? `${numbers[i]}-${numbers[end]}` : numbers.slice(i, end + 1).join(','))
    i = end + 1
  }
  return found.join(',')
}
