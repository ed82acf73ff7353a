import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { mountsOf } from '../mount-table.ts'
import { optionTable, parseOptions } from '../options.ts'
import type { Io } from '../program.ts'
import { Failure, program } from '../program.ts'
import { inUtf8, type TableRow, tableLines } from '../table.ts'
import { toText } from '../text.ts'
import { type Block, blocks } from './devices.ts'
import { type Contents, contentsOf, type Partition, type PartitionTable, tableOf, tryHead } from './probe.ts'

const OPTIONS = optionTable(
  '[options] [<device> ...]',
  `-a/--all -b/--bytes -d/--nodeps !-D/--discard !-z/--zoned -e/--exclude: -f/--fs -I/--include: -i/--ascii -J/--json -l/--list !-T/--tree::
   !-M/--merge -m/--perms -n/--noheadings -o/--output: -O/--output-all -P/--pairs -p/--paths -r/--raw !-s/--inverse !-S/--scsi !-t/--topology
   !-x/--sort: !-y/--shell !-w/--width: !--sysroot:`,
  { suite: 'util-linux 2.38.1)' },
)

const DEFAULT = ['NAME', 'MAJ:MIN', 'RM', 'SIZE', 'RO', 'TYPE', 'MOUNTPOINTS']
const FILESYSTEMS = ['NAME', 'FSTYPE', 'FSVER', 'LABEL', 'UUID', 'FSAVAIL', 'FSUSE%', 'MOUNTPOINTS']
const RIGHT = ['RM', 'SIZE', 'RO', 'FSAVAIL', 'FSUSE%', 'FSSIZE', 'FSUSED', 'START', 'LOG-SEC']
const FAILED = 32

/** `lsblk`: disks with their partitions. */
export const lsblk = program('lsblk', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const given = options.get('o')?.toUpperCase()
  const names =
    given !== undefined
      ? [
          ...(given.startsWith('+') ? (options.has('f') ? FILESYSTEMS : DEFAULT) : []),
          ...given.replace('+', '').split(','),
        ]
      : options.has('f')
        ? FILESYSTEMS
        : DEFAULT
  for (const name of names) if (!COLUMNS[name]) throw new Failure(`unknown column: ${name}`)
  const all = blocks(io.p)
  const { wanted, missing } = await pick(io, all, options.operands)
  const facts = await Facts.of(io, all)
  const cells = (block: Block): string[] =>
    names.map((name) => COLUMNS[name]!(facts, block, { bytes: options.has('b'), paths: options.has('p') }))
  const row = (block: Block): TableRow => ({
    cells: cells(block),
    children: options.has('d') ? [] : all.filter(({ disk }) => disk === block.name).map(row),
  })
  const tops = wanted.filter(
    (block) => block.disk === undefined || !wanted.some(({ name }) => name === block.disk),
  )
  const rows = tops.map(row)
  await write(io, names, rows, options)
  return missing === 0 ? 0 : wanted.length === 0 ? FAILED : 64
})

async function pick(
  io: Io,
  all: Block[],
  paths: readonly string[],
): Promise<{ wanted: Block[]; missing: number }> {
  if (paths.length === 0) return { wanted: all, missing: 0 }
  const wanted: Block[] = []
  for (const path of paths) {
    try {
      const { rdev } = io.p.stat(path)
      const found = all.find(({ major, minor }) => major === rdev.major && minor === rdev.minor)
      if (found) wanted.push(found)
      else await io.error(`${path}: not a block device`)
    } catch (error) {
      if (!isErrno(error)) throw error
      await io.error(`${path}: not a block device`)
    }
  }
  return { wanted, missing: paths.length - wanted.length }
}

async function write(
  io: Io,
  names: readonly string[],
  rows: readonly TableRow[],
  options: ReturnType<typeof parseOptions>,
): Promise<void> {
  const headings = !options.has('n')
  const flat = (list: readonly TableRow[]): string[][] =>
    list.flatMap(({ cells, children = [] }) => [[...cells], ...flat(children)])
  if (options.has('J')) {
    const object = ({ cells, children = [] }: TableRow): object => ({
      ...Object.fromEntries(cells.map((cell, i) => [names[i]!.toLowerCase(), cell === '' ? null : cell])),
      ...(children.length > 0 && { children: children.map(object) }),
    })
    await io.out.write(`${JSON.stringify({ blockdevices: rows.map(object) }, null, 3)}\n`)
  } else if (options.has('P'))
    for (const cells of flat(rows))
      await io.out.write(`${cells.map((cell, i) => `${names[i]}="${cell}"`).join(' ')}\n`)
  else if (options.has('r'))
    for (const cells of [...(headings ? [[...names]] : []), ...flat(rows)])
      await io.out.write(`${cells.join(' ')}\n`)
  else {
    const columns = names.map((title) => ({
      title,
      right: RIGHT.includes(title),
      width: title === 'SIZE' ? 5 : 0,
    }))
    const list = options.has('l') ? flat(rows).map((cells) => ({ cells })) : rows
    const style = {
      headings,
      tree: options.has('l') ? -1 : names.indexOf('NAME'),
      ascii: options.has('i') || !inUtf8(io.p),
    }
    for (const line of tableLines(columns, list, style)) await io.out.write(`${line}\n`)
  }
}

/** What is to be told of the devices, looked up once. */
class Facts {
  readonly io: Io
  private readonly contents = new Map<string, Contents | undefined>()
  private readonly tables = new Map<string, PartitionTable | undefined>()

  private constructor(io: Io) {
    this.io = io
  }
  static async of(io: Io, all: readonly Block[]): Promise<Facts> {
    const facts = new Facts(io)
    for (const { name, disk } of all) {
      const head = await tryHead(io.p, `/dev/${name}`)
      facts.contents.set(name, head && contentsOf(head))
      if (disk === undefined) facts.tables.set(name, head && tableOf(head))
    }
    return facts
  }
  on({ name }: Block): Contents | undefined {
    return this.contents.get(name)
  }
  partition({ disk, partition }: Block): Partition | undefined {
    return this.tables.get(disk ?? '')?.partitions.find(({ number }) => number === partition)
  }
  table({ name, disk }: Block): PartitionTable | undefined {
    return this.tables.get(disk ?? name)
  }
  /** Where it is mounted; `[SWAP]` where it is in use for swapping. */
  places({ name, major, minor }: Block): string[] {
    const { p } = this.io
    const mounted = mountsOf(p)
      .filter(({ source, device }) => source === `/dev/${name}` || device === `${major}:${minor}`)
      .map(({ path }) => path)
    if (mounted.length > 0) return [...new Set(mounted)].reverse()
    try {
      const swaps = toText(bytesOf(p.readFile('/proc/swaps'))).split('\n')
      return swaps.some((line) => line.split(/\s/, 1)[0] === `/dev/${name}`) ? ['[SWAP]'] : []
    } catch (error) {
      if (isErrno(error)) return []
      throw error
    }
  }
  space(block: Block): { size: number; used: number; available: number } | undefined {
    const [place] = this.places(block)
    if (place === undefined || place === '[SWAP]') return undefined
    const { blockSize, blocks: count, free, available } = this.io.p.statfs(place)
    return { size: count * blockSize, used: (count - free) * blockSize, available: available * blockSize }
  }
}

interface Style {
  readonly bytes: boolean
  readonly paths: boolean
}
type Cell = (facts: Facts, block: Block, style: Style) => string

/** `1.7G`: one decimal where it is not whole (strutils.c, size_to_human_string). */
export function human(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < 6) {
    value /= 1024
    unit++
  }
  const rounded = Math.round(value * 10) / 10
  return `${Number.isInteger(rounded) ? rounded : rounded.toFixed(1)}${'BKMGTPE'[unit]}`
}

const size = (bytes: number | undefined, style: Style): string =>
  bytes === undefined ? '' : style.bytes ? String(bytes) : human(bytes)

const COLUMNS: Readonly<Record<string, Cell>> = {
  NAME: (_, { name }, { paths }) => (paths ? `/dev/${name}` : name),
  KNAME: (_, { name }, { paths }) => (paths ? `/dev/${name}` : name),
  PATH: (_, { name }) => `/dev/${name}`,
  'MAJ:MIN': (_, { major, minor }) => `${String(major).padStart(3)}:${String(minor).padEnd(3)}`,
  RM: (_, { removable }) => (removable ? '1' : '0'),
  RO: (_, { readOnly }) => (readOnly ? '1' : '0'),
  SIZE: (_, { sectors }, style) => size(sectors * 512, style),
  TYPE: (_, { partition }) => (partition === undefined ? 'disk' : 'part'),
  MOUNTPOINT: (facts, block) => facts.places(block)[0] ?? '',
  MOUNTPOINTS: (facts, block) => facts.places(block)[0] ?? '',
  FSTYPE: (facts, block) => facts.on(block)?.type ?? '',
  FSVER: (facts, block) => facts.on(block)?.version ?? '',
  LABEL: (facts, block) => facts.on(block)?.label ?? '',
  UUID: (facts, block) => facts.on(block)?.uuid ?? '',
  FSAVAIL: (facts, block, style) => size(facts.space(block)?.available, style),
  FSSIZE: (facts, block, style) => size(facts.space(block)?.size, style),
  FSUSED: (facts, block, style) => size(facts.space(block)?.used, style),
  'FSUSE%': (facts, block) => {
    const space = facts.space(block)
    return space === undefined ? '' : `${Math.floor((space.used / Math.max(1, space.size)) * 100)}%`
  },
  PARTUUID: (facts, block) => facts.partition(block)?.uuid ?? '',
  PARTLABEL: (facts, block) => facts.partition(block)?.name ?? '',
  PTUUID: (facts, block) => facts.table(block)?.id.replace(/^0x/, '') ?? '',
  PTTYPE: (facts, block) => facts.table(block)?.kind ?? '',
  PKNAME: (_, { disk }) => disk ?? '',
  MODEL: (_, { model }) => model,
  START: (facts, block) => String(facts.partition(block)?.start ?? ''),
}
