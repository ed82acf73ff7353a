import { isErrno } from '../base/errors.ts'
import { isDirectory, isRegular, isSymlink } from '../vfs/filesystem.ts'
import { Names } from './accounts.ts'
import { formatTime, momentOf, zoneOf } from './calendar.ts'
import { Colors } from './colors.ts'
import { globRegex } from './glob.ts'
import type { Entry } from './listing.ts'
import { entriesOf, entryOf, indicator, joinPath } from './listing.ts'
import { modeString } from './mode.ts'
import type { Options } from './options.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Io } from './program.ts'
import { Failure, program } from './program.ts'
import { humanSize } from './sizes.ts'

const OPTIONS = optionTable(
  '[-acdfghilnpqrstuvxACDFJQNSUX] [-L level] [directory ...]',
  `-a -c -d -f -F -g -h -i !-l -L: -n -N -p -P: -I: -q -Q -r -s -t -u -v !-x -A -C -D !-J !-X !-H: !-o: -S -U
   --dirsfirst --filesfirst --noreport !--du !--si --filelimit: !--prune !--fromfile --charset: !--inodes !--device
   --sort:: !--matchdirs !--gitignore !--timefmt:`,
  { suite: 'tree) 2.1.0' },
)

/** The four pieces that a tree is drawn with. */
interface Pens {
  readonly tee: string
  readonly elbow: string
  readonly bar: string
  readonly blank: string
}
const LINES: Pens = { tee: '├── ', elbow: '└── ', bar: '│\u00a0\u00a0 ', blank: '    ' }
const ASCII: Pens = { tee: '|-- ', elbow: '`-- ', bar: '|   ', blank: '    ' }

class Drawing {
  private readonly io: Io
  private readonly options: Options
  private readonly pens: Pens
  private readonly names: Names
  private readonly colors: Colors | undefined
  private readonly level: number
  private readonly wanted: RegExp[]
  private readonly unwanted: RegExp[]
  directories = 0
  files = 0
  failed = false

  constructor(io: Io, options: Options) {
    this.io = io
    this.options = options
    const charset = options.get('charset') ?? ''
    this.pens = charset && !/utf-?8/i.test(charset) ? ASCII : LINES
    this.names = new Names(io.p)
    const colored = options.has('C') || (io.out.terminal && !options.has('n') && io.p.env.has('LS_COLORS'))
    this.colors = colored ? new Colors(io.p.env.get('LS_COLORS')) : undefined
    const level = options.get('L')
    if (level !== undefined && !/^[1-9]\d*$/.test(level))
      throw new Failure('Invalid level, must be greater than 0.', 1)
    this.level = level === undefined ? Number.POSITIVE_INFINITY : Number(level)
    const globs = (key: string): RegExp[] =>
      options
        .all(key)
        .flatMap((text) => text.split('|'))
        .map((glob) => globRegex(glob))
    this.wanted = globs('P')
    this.unwanted = globs('I')
  }

  async root(path: string): Promise<void> {
    const { io } = this
    let entry: Entry
    try {
      entry = entryOf(io.p, path, path, true, false)
    } catch (error) {
      if (!isErrno(error)) throw error
      await io.out.write(`${path}  [error opening dir]\n`)
      this.failed = true
      return
    }
    if (!isDirectory(entry.stat.mode)) {
      await io.out.write(`${path}  [error opening dir]\n`)
      this.files++
      return
    }
    const mark = this.options.has('F') ? '/' : ''
    await io.out.write(`${this.details(entry)}${this.paint(path, entry)}${mark}\n`)
    const before = this.directories + this.files
    await this.below(path, '', 1)
    if (this.directories + this.files > before) this.directories++
  }

  private async below(path: string, prefix: string, depth: number): Promise<void> {
    if (depth > this.level) return
    const entries = this.entries(path)
    if (!entries) return
    await this.io.p.yield()
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]!
      const last = i === entries.length - 1
      const directory = isDirectory(entry.stat.mode)
      const leads = directory || (entry.targetStat !== undefined && isDirectory(entry.targetStat.mode))
      if (leads) this.directories++
      else this.files++
      const lead = this.options.has('i') ? '' : prefix + (last ? this.pens.elbow : this.pens.tee)
      const unreadable = directory && depth < this.level && !this.io.p.access(entry.path, { read: true })
      await this.io.out.write(
        `${lead}${this.details(entry)}${this.label(entry)}${unreadable ? '  [error opening dir]' : ''}\n`,
      )
      if (directory && !unreadable)
        await this.below(entry.path, prefix + (last ? this.pens.blank : this.pens.bar), depth + 1)
    }
  }

  private entries(path: string): Entry[] | undefined {
    const { p } = this.io
    const { options } = this
    const names = p.readdir(path).map((entry) => entry.name)
    let entries = entriesOf(
      p,
      names
        .filter((name) => options.has('a') || !name.startsWith('.'))
        .map((name) => ({ name, path: joinPath(path, name) })),
      { follow: false, withTarget: true },
      () => {},
    )
    entries = entries.filter((e) => {
      const directory = isDirectory(e.stat.mode)
      if (options.has('d') && !directory && !(e.targetStat && isDirectory(e.targetStat.mode))) return false
      if (this.unwanted.some((glob) => glob.test(e.name))) return false
      return directory || this.wanted.length === 0 || this.wanted.some((glob) => glob.test(e.name))
    })
    if (options.has('t'))
      entries.sort((a, b) => Number(a.stat.mtime > b.stat.mtime) - Number(a.stat.mtime < b.stat.mtime))
    if (options.has('r')) entries.reverse()
    if (options.has('dirsfirst', 'filesfirst')) {
      const leads = (e: Entry): boolean => isDirectory((e.targetStat ?? e.stat).mode)
      const dirs = entries.filter(leads)
      const others = entries.filter((e) => !leads(e))
      entries = options.has('dirsfirst') ? [...dirs, ...others] : [...others, ...dirs]
    }
    return entries
  }

  private details(entry: Entry): string {
    const { options } = this
    const { stat } = entry
    const parts: string[] = []
    if (options.has('p')) parts.push(modeString(stat.mode))
    if (options.has('u')) parts.push((this.names.user(stat.uid) ?? String(stat.uid)).padEnd(8))
    if (options.has('g')) parts.push((this.names.group(stat.gid) ?? String(stat.gid)).padEnd(8))
    if (options.has('h')) parts.push(humanSize(stat.size).padStart(4))
    else if (options.has('s')) parts.push(String(stat.size).padStart(11))
    if (options.has('D')) {
      const zone = zoneOf(this.io.p)
      const old = this.io.p.now() - stat.mtime > 15_778_476_000_000_000n
      parts.push(formatTime(old ? '%b %e  %Y' : '%b %e %H:%M', momentOf(stat.mtime, zone)))
    }
    return parts.length > 0 ? `[${parts.join(' ')}]  ` : ''
  }

  private label(entry: Entry): string {
    const name = this.options.has('f') ? entry.path : entry.name
    const quoted = this.options.has('Q') ? `"${name}"` : name
    const mark =
      this.options.has('F') && !isSymlink(entry.stat.mode) ? indicator(entry.stat.mode, 'classify') : ''
    const end = this.options.has('F') && entry.targetStat ? indicator(entry.targetStat.mode, 'classify') : ''
    const target = entry.target === undefined ? '' : ` -> ${entry.target}${end}`
    return this.paint(quoted, entry) + mark + target
  }

  private paint(text: string, entry: Entry): string {
    const code = this.colors?.code(
      entry.name,
      entry.stat.mode,
      entry.target !== undefined && !entry.targetStat,
    )
    if (code) return `\x1b[${code}m${text}\x1b[0m`
    return this.colors && isRegular(entry.stat.mode) ? `\x1b[00m${text}\x1b[0m` : text
  }
}

/** `tree` 2.1.0 as Debian has it. */
export const tree = program('tree', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const drawing = new Drawing(io, options)
  for (const path of options.operands.length > 0 ? options.operands : ['.']) await drawing.root(path)
  if (!options.has('noreport')) {
    const dirs = `${drawing.directories} director${drawing.directories === 1 ? 'y' : 'ies'}`
    const files = `, ${drawing.files} file${drawing.files === 1 ? '' : 's'}`
    await io.out.write(`\n${dirs}${options.has('d') ? '' : files}\n`)
  }
  return drawing.failed ? 2 : 0
})
