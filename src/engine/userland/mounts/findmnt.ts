import { isErrno } from '../../base/errors.ts'
import type { FilesystemStatus } from '../../kernel/process.ts'
import { isOfType, type MountLine, mountsOf, optionsOf } from '../mount-table.ts'
import { optionTable, parseOptions, usageError } from '../options.ts'
import { absolute, canonical } from '../paths.ts'
import type { Io } from '../program.ts'
import { Failure, program } from '../program.ts'
import { inUtf8, type TableRow, tableLines } from '../table.ts'
import { verifyFstab } from './findmnt-verify.ts'

const OPTIONS = optionTable(
  '[options] [<device> | <mountpoint>]',
  `!-s/--fstab !-m/--mtab -k/--kernel !-p/--poll:: !-w/--timeout: -A/--all -a/--ascii -b/--bytes -C/--nocanonicalize -c/--canonicalize
   -D/--df !-d/--direction: -e/--evaluate !-F/--tab-file: -f/--first-only -i/--invert -J/--json -l/--list -N/--task: -n/--noheadings
   -O/--options: -o/--output: -P/--pairs --pseudo --real -R/--submounts -r/--raw -S/--source: -T/--target: --tree -M/--mountpoint:
   -t/--types: -U/--uniq -u/--notruncate -v/--nofsroot !-y/--shell -x/--verify`,
  { suite: 'util-linux 2.38.1)' },
)

/** Types that are behind no device (libmount, mnt_fs_is_pseudofs). */
const PSEUDO = ['cgroup', 'cgroup2', 'devpts', 'devtmpfs', 'mqueue', 'overlay', 'proc', 'sysfs', 'tmpfs']
const RIGHT = ['ID', 'PARENT', 'SIZE', 'USED', 'AVAIL', 'USE%']
/** Widths that libsmartcols prefers. */
const WIDTHS: Readonly<Record<string, number>> = {
  SIZE: 5,
  USED: 5,
  AVAIL: 5,
  'USE%': 3,
  'MAJ:MIN': 6,
  ID: 2,
}
const DEFAULT = ['TARGET', 'SOURCE', 'FSTYPE', 'OPTIONS']
const DF = ['SOURCE', 'FSTYPE', 'SIZE', 'USED', 'AVAIL', 'USE%', 'TARGET']

/** `findmnt`: the mounts as a tree, or those that are asked for. */
export const findmnt = program('findmnt', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const { operands } = options
  if (options.has('x')) return verifyFstab(io)
  if (operands.length > 2) throw usageError(io, 'bad usage')
  const names = options.get('o')?.toUpperCase().split(',') ?? (options.has('D') ? DF : DEFAULT)
  for (const name of names) if (!COLUMNS.has(name)) throw new Failure(`unknown column: ${name}`)
  const task = options.get('N')
  const all = mountsOf(io.p, task === undefined ? undefined : `/proc/${task}/mountinfo`)
  const matched = pick(io, all, options)
  const picked = options.has('R') ? withBelow(all, matched) : matched
  const table = new Columns(io, options.has('b'), options.has('v'))
  const row = (line: MountLine): string[] => names.map((name) => table.cell(line, name))
  const targeted = operands.length > 0 || options.has('S', 'T', 'M')
  const flat = options.has('l', 'D', 'r', 'P') || (targeted && !options.has('R') && !options.has('tree'))
  const rows = flat ? picked.map((line): TableRow => ({ cells: row(line) })) : branches(all, picked, row)
  if (picked.length === 0) return 1
  const headings = !options.has('n')
  if (options.has('J')) await io.out.write(json(names, rows))
  else if (options.has('P'))
    for (const { cells } of rows)
      await io.out.write(`${cells.map((cell, i) => `${names[i]}="${cell}"`).join(' ')}\n`)
  else if (options.has('r'))
    for (const cells of [...(headings ? [names] : []), ...rows.map(({ cells }) => cells)])
      await io.out.write(`${cells.map((cell) => cell.replace(/ /g, '\\x20')).join(' ')}\n`)
  else {
    const columns = names.map((title) => ({ title, right: RIGHT.includes(title), width: WIDTHS[title] ?? 0 }))
    const ascii = options.has('a') || !inUtf8(io.p)
    for (const line of tableLines(columns, rows, { headings, tree: names.indexOf('TARGET'), ascii }))
      await io.out.write(`${line}\n`)
  }
  return 0
})

/** The mounts that the options ask for. */
function pick(
  io: Io,
  all: readonly MountLine[],
  options: ReturnType<typeof parseOptions>,
): readonly MountLine[] {
  const [first, second] = options.operands
  const resolve = (path: string): string => {
    if (options.has('C')) return path
    try {
      return canonical(io.p, path, 'all')
    } catch (error) {
      if (isErrno(error)) return absolute(io.p, path)
      throw error
    }
  }
  const source = options.get('S') ?? (second === undefined ? undefined : first)
  const target = options.get('M') ?? second
  const holds = options.get('T')
  if (holds !== undefined && !io.p.exists(holds)) return []
  const holder =
    holds === undefined
      ? undefined
      : all
          .filter(({ path }) => path === '/' || `${resolve(holds)}/`.startsWith(`${path}/`))
          .reduce((a, b) => (b.path.length >= a.path.length ? b : a))
  const types = options.get('t')
  const wanted = options.get('O')?.split(',')
  const test = (line: MountLine): boolean =>
    (source === undefined || line.source === source || line.device === source) &&
    (target === undefined || line.path === resolve(target)) &&
    (holder === undefined || line.path === holder.path) &&
    (first === undefined || second !== undefined || line.path === resolve(first) || line.source === first) &&
    (types === undefined || isOfType(line.type, types)) &&
    (wanted === undefined || wanted.every((option) => optionsOf(line).split(',').includes(option))) &&
    (!options.has('pseudo') || PSEUDO.includes(line.type)) &&
    (!options.has('real') || !PSEUDO.includes(line.type)) &&
    (!options.has('D') || ['tmpfs', 'devtmpfs'].includes(line.type) || !PSEUDO.includes(line.type))
  let found = all.filter((line) => test(line) !== options.has('i'))
  if (options.has('U')) found = found.filter((line, i) => found.findIndex((o) => o.path === line.path) === i)
  return options.has('f') ? found.slice(0, 1) : found
}

/** Mounts with all that are mounted on them, each before those on it. */
function withBelow(all: readonly MountLine[], tops: readonly MountLine[]): MountLine[] {
  const found = new Set<MountLine>()
  const add = (line: MountLine): void => {
    found.add(line)
    for (const inner of all) if (inner.parent === line.id) add(inner)
  }
  for (const top of tops) add(top)
  return [...found]
}

/** The chosen mounts as a tree; one whose parent is not among them goes below the next one that is. */
function branches(
  all: readonly MountLine[],
  chosen: readonly MountLine[],
  row: (line: MountLine) => string[],
): TableRow[] {
  const byId = new Map(all.map((line) => [line.id, line]))
  const above = (line: MountLine): MountLine | undefined => {
    for (let at = byId.get(line.parent); at; at = byId.get(at.parent)) if (chosen.includes(at)) return at
    return undefined
  }
  const of = (parent: MountLine | undefined): TableRow[] =>
    chosen.filter((line) => above(line) === parent).map((line) => ({ cells: row(line), children: of(line) }))
  return of(undefined)
}

const UNITS = ['', 'K', 'M', 'G', 'T', 'P']

/** `252G`, `25.8G`, `4K`: at most one decimal (util-linux, size_to_human_string). */
function human(bytes: number): string {
  let unit = 0
  let value = bytes
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  return `${Math.round(value * 10) / 10}${UNITS[unit]}`
}

/** Size columns from statfs(2); empty for what has no size. */
const sized =
  (text: (status: FilesystemStatus) => number) =>
  (line: MountLine, { io, bytes }: Columns): string => {
    const status = io.p.statfs(line.path)
    if (status.blocks === 0) return '0'
    const size = text(status) * status.blockSize
    return bytes ? String(size) : human(size)
  }

const COLUMNS: ReadonlyMap<string, (line: MountLine, table: Columns) => string> = new Map([
  ['TARGET', ({ path }: MountLine) => path],
  [
    'SOURCE',
    ({ source, root }: MountLine, { plain }: Columns) =>
      root === '/' || plain ? source : `${source}[${root}]`,
  ],
  ['FSTYPE', ({ type }: MountLine) => type],
  ['OPTIONS', optionsOf],
  ['VFS-OPTIONS', ({ own }: MountLine) => own.join(',')],
  ['FS-OPTIONS', ({ shared }: MountLine) => shared.join(',')],
  ['ID', ({ id }: MountLine) => String(id)],
  ['PARENT', ({ parent }: MountLine) => String(parent)],
  [
    'MAJ:MIN',
    ({ device }: MountLine) => {
      const [major = '', minor = ''] = device.split(':')
      return `${major.padStart(3)}:${minor.padEnd(3)}`
    },
  ],
  ['FSROOT', ({ root }: MountLine) => root],
  ['PROPAGATION', () => 'private'],
  ['OPT-FIELDS', () => ''],
  ['SIZE', sized(({ blocks }) => blocks)],
  ['USED', sized(({ blocks, free }) => blocks - free)],
  ['AVAIL', sized(({ available }) => available)],
  [
    'USE%',
    (line: MountLine, { io }: Columns) => {
      const { blocks, free } = io.p.statfs(line.path)
      return blocks === 0 ? '-' : `${Math.floor(((blocks - free) * 100) / blocks + 0.5)}%`
    },
  ],
])

class Columns {
  readonly io: Io
  readonly bytes: boolean
  /** Sources without the path in brackets. */
  readonly plain: boolean
  constructor(io: Io, bytes: boolean, plain: boolean) {
    this.io = io
    this.bytes = bytes
    this.plain = plain
  }
  cell(line: MountLine, name: string): string {
    return COLUMNS.get(name)!(line, this)
  }
}

function json(names: readonly string[], rows: readonly TableRow[]): string {
  const item = ({ cells, children = [] }: TableRow, lead: string): string => {
    const fields = names.map((name, i) => `${lead}   "${name.toLowerCase()}": ${JSON.stringify(cells[i])}`)
    if (children.length > 0)
      fields.push(`${lead}   "children": [\n${list(children, `${lead}   `)}\n${lead}   ]`)
    return `${lead}{\n${fields.join(',\n')}\n${lead}}`
  }
  const list = (items: readonly TableRow[], lead: string): string =>
    items.map((one) => item(one, `${lead}   `)).join(',')
  return `{\n   "filesystems": [\n${list(rows, '   ')}\n   ]\n}\n`
}
