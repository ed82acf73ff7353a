import {
  isDirectory,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFSOCK,
} from '../../vfs/filesystem.ts'
import { Names } from '../accounts.ts'
import { formatTime, momentOf, zoneOf } from '../calendar.ts'
import type { Entry, SortKey } from '../listing.ts'
import { entriesOf, entryOf, entryOrder, indicator, isDevice, joinPath } from '../listing.ts'
import { modeString } from '../mode.ts'
import type { Options } from '../options.ts'
import { optionTable, parseOptions } from '../options.ts'
import type { Io, Main } from '../program.ts'
import { reason } from '../program.ts'
import { blocksOf, humanSizeRounded } from '../sizes.ts'

const OPTIONS = optionTable(
  '',
  '-1 -A -a -C -x -d -L -H -R -F -p -l -i -n -s -h -r -S -X -v -c -t -u -w: -g -o -T: --full-time --group-directories-first --color::',
)
const COLOR = {
  dir: '1;34',
  link: '1;36',
  exec: '1;32',
  plain: '0;0',
  pipe: '0;35',
  device: '1;35',
  socket: '0;35',
}

/** Unprintable characters, and without a UTF-8 locale every byte above 126, as `?`. */
function printable(io: Io, name: string): string {
  const locale = io.p.env.get('LC_ALL') || io.p.env.get('LC_CTYPE') || io.p.env.get('LANG') || ''
  if (/utf-?8/i.test(locale))
    return [...name].map((char) => (char < ' ' || char === '\x7f' || char >= '\u0300' ? '?' : char)).join('')
  return name.replace(/[^\x20-\x7e]/gu, (char) => '?'.repeat(new TextEncoder().encode(char).length))
}

/** `ls` of busybox. */
export const lsMain: Main = async (io) => new Listing(io, parseOptions(io, OPTIONS)).run()

class Listing {
  private readonly io: Io
  private readonly options: Options
  private readonly names: Names
  private readonly long: boolean
  private readonly columns: boolean
  private code = 0
  private printed = false
  constructor(io: Io, options: Options) {
    this.io = io
    this.options = options
    this.names = new Names(io.p)
    this.long = options.has('l', 'n', 'g', 'o', 'full-time')
    this.columns = !this.long && !options.has('1') && (options.has('C', 'x') || io.out.terminal)
  }

  async run(): Promise<number> {
    const { io, options } = this
    const operands = options.operands.length > 0 ? options.operands : ['.']
    const follow = options.has('L', 'H') || !(this.long || options.has('d', 'F'))
    const files: Entry[] = []
    const dirs: Entry[] = []
    for (const name of operands) {
      try {
        const through = follow && io.p.exists(name)
        const entry = entryOf(io.p, name, name, through, this.long)
        ;(isDirectory(entry.stat.mode) && !options.has('d') ? dirs : files).push(entry)
      } catch (error) {
        await io.error(`${name}: ${reason(error)}`)
        this.code = 1
      }
    }
    if (files.length > 0) await this.print(this.sorted(files), false)
    for (const dir of this.sorted(dirs))
      await this.directory(dir.path, operands.length > 1 || options.has('R'))
    return this.code
  }

  private sorted(entries: Entry[]): Entry[] {
    const { options } = this
    const keys: Record<string, SortKey> = {
      t: 'time',
      c: 'time',
      u: 'time',
      S: 'size',
      X: 'extension',
      v: 'version',
    }
    const key = options.last('t', 'S', 'X', 'v') ?? (this.long ? undefined : options.last('c', 'u'))
    entries.sort(
      entryOrder(key ? keys[key]! : 'name', (s) =>
        options.has('c') ? s.ctime : options.has('u') ? s.atime : s.mtime,
      ),
    )
    if (options.has('r')) entries.reverse()
    if (!options.has('group-directories-first')) return entries
    const isDir = (e: Entry): boolean => isDirectory(e.stat.mode)
    return [...entries.filter(isDir), ...entries.filter((e) => !isDir(e))]
  }

  private async directory(path: string, title: boolean): Promise<void> {
    const { io, options } = this
    let names: string[]
    try {
      names = io.p.readdir(path).map((e) => e.name)
    } catch (error) {
      await io.error(`can't open '${path}': ${reason(error)}`)
      this.code = 1
      return
    }
    if (title) await io.out.write(`${this.printed ? '\n' : ''}${path}:\n`)
    this.printed = true
    if (options.has('a')) names.unshift('.', '..')
    else if (!options.has('A')) names = names.filter((name) => !name.startsWith('.'))
    const failures: { path: string; reason: string }[] = []
    const entries = this.sorted(
      entriesOf(
        io.p,
        names.map((name) => ({ name, path: joinPath(path, name) })),
        { follow: options.has('L'), withTarget: this.long },
        (failure) => failures.push(failure),
      ),
    )
    for (const failure of failures) {
      await io.error(`${failure.path}: ${failure.reason}`)
      this.code = 1
    }
    await this.print(entries, true)
    await io.p.yield()
    if (!options.has('R')) return
    for (const entry of entries)
      if (isDirectory(entry.stat.mode) && entry.name !== '.' && entry.name !== '..')
        await this.directory(entry.path, true)
  }

  private async print(entries: readonly Entry[], total: boolean): Promise<void> {
    const { io, options } = this
    if (total && (this.long || options.has('s'))) {
      const blocks = entries.reduce((n, e) => n + blocksOf(e.stat), 0)
      await io.out.write(`total ${options.has('h') ? humanTotal(blocks / 2) : blocks / 2}\n`)
    }
    if (entries.length > 0) this.printed = true
    if (!this.columns) {
      for (const entry of entries) await io.out.write(`${this.line(entry)}\n`)
      return
    }
    const cells = entries.map((e) => ({ lead: this.lead(e), name: this.shown(e), mark: this.mark(e) }))
    const widths = cells.map((c) => c.lead.length + [...c.name.plain].length + c.mark.length)
    const column = Math.max(0, ...widths) + 2
    const given = Number(options.get('w') ?? 0)
    // One column of a terminal stays free (busybox, ls.c: "go one less").
    const width = given || ((io.out.terminal ? io.p.windowSize(1).columns : 0) || 80) - 1
    const perLine = Math.max(1, Math.floor(width / column))
    const rows = Math.ceil(cells.length / perLine)
    for (let row = 0; row < rows; row++) {
      let text = ''
      let gap = 0
      for (let col = 0; col < perLine; col++) {
        const i = options.has('x') ? row * perLine + col : col * rows + row
        const c = cells[i]
        if (!c) continue
        text += ' '.repeat(gap) + c.lead + c.name.text + c.mark
        gap = column - widths[i]!
      }
      await io.out.write(`${text}\n`)
    }
  }

  private lead(entry: Entry): string {
    const { options } = this
    return (
      (options.has('i') ? `${String(entry.stat.ino).padStart(7)} ` : '') +
      (options.has('s') ? `${String(blocksOf(entry.stat) / 2).padStart(6)} ` : '')
    )
  }

  private mark(entry: Entry): string {
    const { options } = this
    if (!options.has('F', 'p')) return ''
    return indicator(entry.stat.mode, options.has('F') ? 'classify' : 'slash')
  }

  private shown(entry: Entry): { text: string; plain: string } {
    const plain = printable(this.io, entry.name)
    const color = this.options.get('color')
    const on =
      color !== undefined &&
      (color === 'always' || ((color === 'auto' || color === '') && this.io.out.terminal))
    return { text: on ? paint(plain, entry.stat.mode) : plain, plain }
  }

  private line(entry: Entry): string {
    if (!this.long) return this.lead(entry) + this.shown(entry).text + this.mark(entry)
    const { options, io } = this
    const { stat } = entry
    const numeric = options.has('n')
    const user = (!numeric && this.names.user(stat.uid)) || String(stat.uid)
    const group = (!numeric && this.names.group(stat.gid)) || String(stat.gid)
    const size = isDevice(stat.mode)
      ? `${String(stat.rdev.major).padStart(4)}, ${String(stat.rdev.minor).padStart(3)}`
      : options.has('h')
        ? humanSizeRounded(stat.size).padStart(7)
        : String(stat.size).padStart(9)
    const owner = options.has('g') ? '' : `${user.padEnd(8).slice(0, 8)} `
    const target = entry.target === undefined ? '' : ` -> ${printable(io, entry.target)}`
    const mark = entry.target === undefined ? this.mark(entry) : ''
    return `${this.lead(entry)}${modeString(stat.mode)} ${String(stat.nlink).padStart(4)} ${owner}${group.padEnd(8).slice(0, 8)} ${size} ${this.time(entry)} ${this.shown(entry).text}${target}${mark}`
  }

  private time(entry: Entry): string {
    const { io, options } = this
    const { stat } = entry
    const at = options.has('c') ? stat.ctime : options.has('u') ? stat.atime : stat.mtime
    const moment = momentOf(at, zoneOf(io.p))
    if (options.has('full-time')) return formatTime('%Y-%m-%d %H:%M:%S %z', moment)
    const age = Number((io.p.now() - at) / 1_000_000_000n)
    return formatTime(age < (3600 * 24 * 365) / 2 && age > -15 * 60 ? '%b %e %H:%M' : '%b %e  %Y', moment)
  }
}

/** Kibibytes in the field that busybox keeps for them. */
const humanTotal = (kilobytes: number): string =>
  (kilobytes < 1024 ? `${kilobytes}K` : humanSizeRounded(kilobytes * 1024)).padEnd(7)

const COLORS = new Map<number, string>([
  [S_IFDIR, COLOR.dir],
  [S_IFLNK, COLOR.link],
  [S_IFIFO, COLOR.pipe],
  [S_IFSOCK, COLOR.socket],
  [S_IFCHR, COLOR.device],
  [S_IFBLK, COLOR.device],
])

function paint(text: string, mode: number): string {
  const code = COLORS.get(mode & S_IFMT) ?? ((mode & 0o111) !== 0 ? COLOR.exec : COLOR.plain)
  return `\x1b[${code}m${text}\x1b[m`
}
