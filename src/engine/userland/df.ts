import { alignRows } from './columns.ts'
import { mountsOf } from './mounts.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Main } from './program.ts'
import { program, reason } from './program.ts'
import { quoteFile } from './quoting.ts'
import { humanSize, humanSizeRounded, parseSize } from './sizes.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FILE]...',
  '-a/--all -B/--block-size: -h/--human-readable -H/--si -i/--inodes -k -l/--local --no-sync !--output:: -P/--portability --sync --total -t/--type: -T/--print-type -x/--exclude-type: -m',
)
const HIDDEN = new Set(['proc', 'sysfs', 'devpts', 'cgroup2', 'mqueue', 'securityfs', 'debugfs', 'bpf'])

/**
 * The mounts and, where a `size=` option says it, their size. How much of a disk is in use is not metered: those columns
 * show `-`, as df shows what it cannot know.
 */
export const dfMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const mounts = mountsOf(io.p)
  let code = 0
  let chosen = mounts.filter((m) => options.has('a') || !HIDDEN.has(m.type))
  if (options.has('t')) chosen = chosen.filter((m) => options.all('t').includes(m.type))
  if (options.has('x')) chosen = chosen.filter((m) => !options.all('x').includes(m.type))
  if (options.operands.length > 0) {
    chosen = []
    for (const name of options.operands) {
      try {
        const path = io.p.realpath(name)
        const under = mounts.filter((m) => m.path === '/' || path === m.path || path.startsWith(`${m.path}/`))
        const best = under.reduce((a, b) => (b.path.length >= a.path.length ? b : a))
        chosen.push(best)
      } catch (error) {
        await io.error(
          io.busybox ? `${name}: can't find mount point` : `${quoteFile(name)}: ${reason(error)}`,
        )
        code = 1
      }
    }
  }
  if (chosen.length === 0) return code
  const human = options.has('h') || options.has('H')
  const sizeOf = (text: string): string => {
    const m = /(?:^|,)size=(\d+[kKmMgG]?)(?:,|$)/.exec(text)
    const bytes = m && parseSize(m[1]!)
    if (!bytes) return '-'
    if (human) return io.busybox ? humanSizeRounded(bytes) : humanSize(bytes)
    return String(Math.ceil(bytes / (options.has('m') ? 1048576 : 1024)))
  }
  if (io.busybox) {
    await io.out.write(
      `Filesystem           ${human ? '     Size' : '1K-blocks'}      Used Available Use% Mounted on\n`,
    )
    for (const m of chosen) {
      const name = m.source.length > 20 ? `${m.source}\n${' '.repeat(20)}` : m.source.padEnd(20)
      await io.out.write(
        `${name} ${sizeOf(m.options).padStart(9)} ${'-'.padStart(9)} ${'-'.padStart(9)} ${'-'.padStart(4)} ${m.path}\n`,
      )
    }
    return code
  }
  const title = options.has('i')
    ? ['Inodes', 'IUsed', 'IFree', 'IUse%']
    : [
        human ? 'Size' : options.has('m') ? '1M-blocks' : '1K-blocks',
        'Used',
        human ? 'Avail' : 'Available',
        'Use%',
      ]
  const typed = options.has('T')
  const rows = [
    ['Filesystem', ...(typed ? ['Type'] : []), ...title, 'Mounted on'],
    ...chosen.map((m) => [
      m.source,
      ...(typed ? [m.type] : []),
      options.has('i') ? '-' : sizeOf(m.options),
      '-',
      '-',
      '-',
      m.path,
    ]),
  ]
  const right = [false, ...(typed ? [false] : []), true, true, true, true, false]
  for (const line of alignRows(rows, right, ' ', [14, ...(typed ? [4] : []), 5, 5, 5, 4]))
    await io.out.write(`${line}\n`)
  return code
}

export const df = program('df', dfMain)
