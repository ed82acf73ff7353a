import { isErrno } from '../../base/errors.ts'
import { Names } from '../accounts.ts'
import { optionTable, parseOptions, usageError } from '../options.ts'
import { commandLine, type ProcessInfo, processes } from '../processes.ts'
import type { Io } from '../program.ts'
import { Failure, program } from '../program.ts'
import { inUtf8, type TableRow, tableLines } from '../table.ts'
import { KIND_OPTIONS } from './kinds.ts'

const OPTIONS = optionTable(
  '[options] [<namespace>]',
  `!-J/--json -l/--list -n/--noheadings -o/--output: !--output-all -p/--task: -r/--raw -u/--notruncate -W/--nowrap -t/--type:
   !-T/--tree::`,
  { suite: 'util-linux 2.38.1)' },
)

/** A namespace with the processes in it. */
interface Found {
  readonly number: number
  readonly type: string
  readonly members: ProcessInfo[]
}

const TITLES = ['NS', 'TYPE', 'NPROCS', 'PID', 'USER', 'COMMAND']
/** Widths that libsmartcols prefers. */
const WIDTHS: Readonly<Record<string, number>> = { NS: 10, TYPE: 5, NPROCS: 5, PID: 5, PPID: 5 }
const RIGHT = ['NS', 'NPROCS', 'PID', 'PPID', 'UID']
const COLUMNS: Readonly<Record<string, (found: Found, leader: ProcessInfo, names: Names) => string>> = {
  NS: ({ number }) => String(number),
  TYPE: ({ type }) => type,
  PATH: ({ type }, { pid }) => `/proc/${pid}/ns/${type}`,
  NPROCS: ({ members }) => String(members.length),
  PID: (_, { pid }) => String(pid),
  PPID: (_, { ppid }) => String(ppid),
  COMMAND: (_, leader) => (leader.argv.length === 0 ? leader.comm : commandLine(leader)),
  UID: (_, { uid }) => String(uid),
  USER: (_, { uid }, names) => names.user(uid) ?? String(uid),
}

/** Every namespace that a process of /proc is in, by its number. */
function find(io: Io): Found[] {
  const found = new Map<number, Found>()
  for (const info of processes(io.p))
    for (const [, type] of KIND_OPTIONS) {
      const number = numberOf(io, info.pid, type)
      if (number === undefined) continue
      const known = found.get(number)
      if (known) known.members.push(info)
      else found.set(number, { number, type, members: [info] })
    }
  return [...found.values()].sort((a, b) => a.number - b.number)
}

function numberOf({ p }: Io, pid: number, type: string): number | undefined {
  try {
    return Number(/\d+/.exec(p.readlink(`/proc/${pid}/ns/${type}`))?.[0])
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

/** `lsns`: the namespaces of the processes that can be seen; a process's child hangs on the last one its parent leads. */
export const lsns = program('lsns', async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.operands.length > 1) throw usageError(io, 'bad usage')
  const [wanted] = options.operands
  const names = new Names(io.p)
  let titles = options.get('o')?.toUpperCase().split(',') ?? TITLES
  for (const title of titles) if (!COLUMNS[title]) throw new Failure(`unknown column: ${title}`)
  const type = options.get('t')
  if (type !== undefined && !KIND_OPTIONS.some(([, kind]) => kind === type))
    throw new Failure(`unknown namespace type: ${type}`)
  const task = options.get('p')
  let all = find(io).filter(
    (found) =>
      (type === undefined || found.type === type) &&
      (task === undefined || found.members.some(({ pid }) => String(pid) === task)),
  )
  if (wanted !== undefined) {
    const one = all.find(({ number }) => String(number) === wanted)
    if (!one) throw new Failure(`not found namespace: ${wanted}`)
    if (!options.has('o')) titles = ['PID', 'PPID', 'USER', 'COMMAND']
    all = one.members.map((member) => ({ ...one, members: [member] }))
  }
  if (all.length === 0) return 0
  interface Row extends TableRow {
    readonly children: Row[]
  }
  const rows: Row[] = []
  const last = new Map<number, Row>()
  for (const found of all) {
    const leader = found.members[0]!
    const row: Row = { cells: titles.map((title) => COLUMNS[title]!(found, leader, names)), children: [] }
    const above = options.has('l', 'r') ? undefined : last.get(leader.ppid)
    ;(above?.children ?? rows).push(row)
    last.set(leader.pid, row)
  }
  const columns = titles.map((title) => ({
    title,
    right: RIGHT.includes(title),
    width: WIDTHS[title] ?? 0,
  }))
  const style = {
    headings: !options.has('n'),
    tree: Math.max(0, titles.indexOf('COMMAND')),
    ascii: !inUtf8(io.p),
  }
  if (options.has('r')) {
    for (const cells of [...(style.headings ? [titles] : []), ...rows.map(({ cells }) => cells)])
      await io.out.write(`${cells.map((cell) => cell.replace(/ /g, '\\x20')).join(' ')}\n`)
    return 0
  }
  for (const line of tableLines(columns, rows, style)) await io.out.write(`${line}\n`)
  return 0
})
