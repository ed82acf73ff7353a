import { isErrno } from '../../base/errors.ts'
import type { FilesystemStatus, Process } from '../../kernel/process.ts'
import { isBlockDevice } from '../../vfs/filesystem.ts'
import { alignRows } from '../columns.ts'
import { type MountLine, mountsOf } from '../mount-table.ts'
import { optionTable, parseOptions, usageError } from '../options.ts'
import type { Io, Main } from '../program.ts'
import { Failure, program, reason } from '../program.ts'
import { quoteAlways, quoteFile } from '../quoting.ts'
import { humanSize, parseSize } from '../sizes.ts'
import { busyboxDf } from './busybox-df.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FILE]...',
  '-a/--all -B/--block-size: -h/--human-readable -H/--si -i/--inodes -k -l/--local --no-sync --output:: -P/--portability --sync --total -t/--type: -T/--print-type -x/--exclude-type: -m',
)
const FIELDS = 'source fstype itotal iused iavail ipcent size used avail pcent file target'.split(' ')

/** A mount with what statfs(2) tells of it. */
export interface Measured {
  readonly line: Pick<MountLine, 'source' | 'path' | 'type'>
  readonly status: FilesystemStatus
  /** The operand it was found by. */
  readonly file?: string
}

/** `df`: how full the file systems are (coreutils; busybox's form in an applet). */
export const dfMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const all = mountsOf(io.p)
  let code = 0
  let chosen: Measured[] = []
  const measured = (line: MountLine, file?: string): Measured => ({
    line,
    status: io.p.statfs(line.path),
    ...(file !== undefined && { file }),
  })
  const wanted = ({ type }: MountLine): boolean =>
    !(options.has('t') && !options.all('t').includes(type)) && !options.all('x').includes(type)
  if (options.operands.length > 0) {
    for (const name of options.operands) {
      try {
        const line = mountOf(io.p, all, name)
        if (wanted(line)) chosen.push(measured(line, name))
      } catch (error) {
        await io.error(
          io.busybox ? `${name}: can't find mount point` : `${quoteFile(name)}: ${reason(error)}`,
        )
        code = 1
      }
    }
    if (chosen.length === 0) return code
  } else {
    chosen = all
      .filter(wanted)
      .filter(visible(io.p))
      .map((line) => measured(line))
    if (!options.has('a')) chosen = (io.busybox ? chosen : unique(all, chosen)).filter(hasSize)
    if (chosen.length === 0 && !io.busybox) throw new Failure('no file systems processed')
  }
  if (io.busybox) {
    await busyboxDf(io, options, chosen)
    return code
  }
  for (const text of rowsOf(io, options, chosen)) await io.out.write(`${text}\n`)
  return code
}

const hasSize = ({ status }: Measured): boolean => status.blocks > 0

/** A mount that another one covers cannot be asked. */
const visible =
  (p: Process) =>
  ({ path }: MountLine): boolean => {
    try {
      p.statfs(path)
      return true
    } catch (error) {
      if (isErrno(error)) return false
      throw error
    }
  }

/** The mount that a file lies on; a device stands for where it is mounted. */
function mountOf(p: Process, all: readonly MountLine[], name: string): MountLine {
  const path = p.realpath(name)
  const onDevice = isBlockDevice(p.stat(name).mode) && all.find(({ source }) => source === path)
  if (onDevice) return onDevice
  return all
    .filter((m) => m.path === '/' || path === m.path || path.startsWith(`${m.path}/`))
    .reduce((a, b) => (b.path.length >= a.path.length ? b : a))
}

/** Of several mounts of one file system the one nearest to the root (df.c, filter_mount_list). */
function unique(all: readonly MountLine[], chosen: readonly Measured[]): Measured[] {
  const device = ({ line }: Measured): string => all.find((m) => m.path === line.path)!.device
  const best = new Map<string, Measured>()
  for (const one of chosen) {
    const known = best.get(device(one))
    if (!known || one.line.path.length < known.line.path.length) best.set(device(one), one)
  }
  return chosen.filter((one) => best.get(device(one)) === one)
}

const percent = (used: number, available: number): string =>
  used + available === 0 ? '-' : `${Math.ceil((used * 100) / (used + available))}%`

function rowsOf(io: Io, options: ReturnType<typeof parseOptions>, chosen: readonly Measured[]): string[] {
  const human = options.has('h', 'H')
  const portable = options.has('P')
  const block = options.get('B')
  const unit = options.has('m')
    ? 1048576
    : block === undefined
      ? 1024
      : parseSize(block.replace(/^(?=[A-Z])/, '1'))
  if (!unit) throw new Failure(`invalid -B argument ${quoteAlways(block!)}`)
  const suffix = block !== undefined && /^[A-Z]/.test(block) ? block[0]! : ''
  const size = (blocks: number, { blockSize }: FilesystemStatus): string => {
    const bytes = blocks * blockSize
    if (human) return humanSize(bytes, options.has('H') ? 1000 : 1024)
    return `${Math.ceil(bytes / unit)}${suffix}`
  }
  const count = (n: number): string => (human ? humanSize(n, options.has('H') ? 1000 : 1024) : String(n))
  const fields = fieldsOf(io, options)
  const blocksTitle = human
    ? 'Size'
    : `${portable && unit === 1024 ? '1024' : unit === 1048576 ? '1M' : unit === 1024 ? '1K' : `${unit}B`}-blocks`
  const titles: Readonly<Record<string, string>> = {
    source: 'Filesystem',
    fstype: 'Type',
    itotal: 'Inodes',
    iused: 'IUsed',
    iavail: 'IFree',
    ipcent: 'IUse%',
    size: blocksTitle,
    used: 'Used',
    avail: human ? 'Avail' : 'Available',
    pcent: portable ? 'Capacity' : 'Use%',
    file: 'File',
    target: 'Mounted on',
  }
  const cell = ({ line, status, file }: Measured, field: string): string => {
    const { blocks, free, available, files, filesFree } = status
    switch (field) {
      case 'source':
        return line.source
      case 'fstype':
        return line.type
      case 'itotal':
        return count(files)
      case 'iused':
        return count(files - filesFree)
      case 'iavail':
        return count(filesFree)
      case 'ipcent':
        return percent(files - filesFree, filesFree)
      case 'size':
        return size(blocks, status)
      case 'used':
        return size(blocks - free, status)
      case 'avail':
        return size(available, status)
      case 'pcent':
        return percent(blocks - free, available)
      case 'file':
        return file ?? '-'
      default:
        return line.path
    }
  }
  const rows = options.has('total') ? [...chosen, total(chosen)] : chosen
  const least: Readonly<Record<string, number>> = {
    source: 14,
    used: 5,
    avail: 5,
    size: 5,
    pcent: 4,
    fstype: 4,
  }
  return alignRows(
    [fields.map((f) => titles[f]!), ...rows.map((one) => fields.map((f) => cell(one, f)))],
    fields.map((f) => !['source', 'fstype', 'file', 'target'].includes(f)),
    ' ',
    fields.map((f) => least[f] ?? 0),
  )
}

function fieldsOf(io: Io, options: ReturnType<typeof parseOptions>): readonly string[] {
  if (options.has('output')) {
    const text = options.get('output')
    if (!text) return FIELDS
    const fields = text.split(',')
    for (const field of fields)
      if (!FIELDS.includes(field))
        throw usageError(io, `option --output: field ${quoteAlways(field)} unknown`)
    return fields
  }
  const numbers = options.has('i')
    ? ['itotal', 'iused', 'iavail', 'ipcent']
    : ['size', 'used', 'avail', 'pcent']
  return ['source', ...(options.has('T') ? ['fstype'] : []), ...numbers, 'target']
}

function total(chosen: readonly Measured[]): Measured {
  const sum = (of: (status: FilesystemStatus) => number): number =>
    chosen.reduce((all, { status }) => all + of(status), 0)
  return {
    line: { source: 'total', path: '-', type: '-' },
    status: {
      type: '-',
      blockSize: 4096,
      blocks: sum(({ blocks }) => blocks),
      free: sum(({ free }) => free),
      available: sum(({ available }) => available),
      files: sum(({ files }) => files),
      filesFree: sum(({ filesFree }) => filesFree),
    },
  }
}

export const df = program('df', dfMain)
