import type { Stat } from '../vfs/filesystem.ts'
import { isDirectory, S_IFLNK } from '../vfs/filesystem.ts'
import { Names } from './accounts.ts'
import { formatTime, fullTime, listTime, momentOf, zoneOf } from './calendar.ts'
import type { Cell } from './columns.ts'
import { inColumns } from './columns.ts'
import type { Entry } from './listing.ts'
import { entriesOf, entryOrder, indicator, isDevice, joinPath } from './listing.ts'
import type { Plan } from './ls-plan.ts'
import { makePlan } from './ls-plan.ts'
import { modeString } from './mode.ts'
import type { Io } from './program.ts'
import { program, reason } from './program.ts'
import { questionMarks, quoteAlways, quoteFile } from './quoting.ts'
import { blocksOf, humanSize } from './sizes.ts'
import { padText, textWidth } from './width.ts'

/** `ls` of GNU coreutils. */
export const ls = program('ls', async (io) => {
  const plan = makePlan(io)
  const view = new View(io, plan)
  return view.run()
})

class View {
  private readonly io: Io
  private readonly plan: Plan
  private readonly names: Names
  private code = 0
  private printed = false
  private coloredYet = false
  constructor(io: Io, plan: Plan) {
    this.io = io
    this.plan = plan
    this.names = new Names(io.p)
  }

  async run(): Promise<number> {
    const { plan, io } = this
    const operands = plan.options.operands.length > 0 ? plan.options.operands : ['.']
    const asFile = plan.options.has('d')
    const followOperand =
      plan.options.has('L', 'H') || (!asFile && plan.layout !== 'long' && plan.indicator !== 'classify')
    const files: Entry[] = []
    const dirs: Entry[] = []
    for (const name of operands) {
      try {
        let [entry] = [this.stat(name, name, followOperand)]
        if (!entry) continue
        if (!isDirectory(entry.stat.mode) && followOperand && !plan.options.has('L', 'H'))
          entry = this.stat(name, name, false)
        if (entry) (isDirectory(entry.stat.mode) && !asFile ? dirs : files).push(entry)
      } catch (error) {
        await io.error(`cannot access ${quoteAlways(name)}: ${reason(error)}`)
        this.code = 2
      }
    }
    if (files.length > 0) await this.print(this.sorted(files), false, dirs)
    const title = operands.length > 1 || plan.options.has('R')
    for (const dir of this.sorted(dirs)) await this.directory(dir.path, title)
    return this.code
  }

  private stat(name: string, path: string, follow: boolean): Entry | undefined {
    const { p } = this.io
    const useTarget = follow && p.exists(path)
    let failure: unknown
    const [entry] = entriesOf(
      p,
      [{ name, path }],
      { follow: useTarget, withTarget: this.withTarget },
      (f) => {
        failure = f
      },
    )
    // Ask again for the errno itself.
    if (failure) p.lstat(path)
    return entry
  }

  private get withTarget(): boolean {
    const { layout, colors, options } = this.plan
    return layout === 'long' || colors?.looksBehindLinks === true || options.has('group-directories-first')
  }

  private sorted(entries: Entry[]): Entry[] {
    const { sort, time, options } = this.plan
    if (sort !== 'none') {
      entries.sort(entryOrder(sort, time))
      if (options.has('r')) entries.reverse()
    }
    if (options.has('group-directories-first')) {
      const isDir = (e: Entry): boolean => isDirectory((e.targetStat ?? e.stat).mode)
      return [...entries.filter(isDir), ...entries.filter((e) => !isDir(e))]
    }
    return entries
  }

  private async directory(path: string, title: boolean): Promise<void> {
    const { io, plan } = this
    let names: string[]
    try {
      names = io.p.readdir(path).map((e) => e.name)
    } catch (error) {
      await io.error(`cannot open directory ${quoteAlways(path)}: ${reason(error)}`)
      this.code = Math.max(this.code, title && this.printed ? 1 : 2)
      return
    }
    if (title) {
      await io.out.write(`${this.printed ? '\n' : ''}${this.quoted(path, true)}:\n`)
      this.printed = true
    }
    if (plan.hidden === 'all') names.unshift('.', '..')
    else if (plan.hidden === 'no') names = names.filter((name) => !name.startsWith('.'))
    if (plan.options.has('B')) names = names.filter((name) => !name.endsWith('~'))
    const failures: { path: string; reason: string }[] = []
    const entries = this.sorted(
      entriesOf(
        io.p,
        names.map((name) => ({ name, path: joinPath(path, name) })),
        { follow: plan.options.has('L'), withTarget: this.withTarget },
        (failure) => failures.push(failure),
      ),
    )
    for (const failure of failures) {
      const shown = path === '.' ? failure.path.slice(2) : failure.path
      await io.error(`cannot access ${quoteAlways(shown)}: ${failure.reason}`)
      this.code = Math.max(this.code, 1)
    }
    await this.print(entries, true)
    await io.p.yield()
    if (!plan.options.has('R')) return
    for (const entry of entries)
      if (isDirectory(entry.stat.mode) && entry.name !== '.' && entry.name !== '..')
        await this.directory(entry.path, true)
  }

  /** `beside` are not printed, but columns are as wide as they would need. */
  private async print(
    entries: readonly Entry[],
    total: boolean,
    beside: readonly Entry[] = [],
  ): Promise<void> {
    const { io, plan } = this
    const { options } = plan
    if (total && (plan.layout === 'long' || options.has('s')))
      await io.out.write(`total ${this.blocks(entries.reduce((n, e) => n + blocksOf(e.stat), 0))}\n`)
    if (entries.length > 0) this.printed = true
    const pad =
      plan.quoting === 'shell' &&
      plan.layout !== 'commas' &&
      plan.layout !== 'one' &&
      entries.some((e) => this.quoted(e.name) !== e.name)
    const cells = entries.map((entry) => this.nameCell(entry, pad))
    const inodes = this.rightColumn(options.has('i') ? entries.map((e) => String(e.stat.ino)) : [])
    const sizes = this.rightColumn(options.has('s') ? entries.map((e) => this.blocks(blocksOf(e.stat))) : [])
    const prefix = (i: number): string =>
      (inodes.length > 0 ? `${inodes[i]} ` : '') + (sizes.length > 0 ? `${sizes[i]} ` : '')
    if (plan.layout === 'long') {
      const lines = this.longLines(entries, beside)
      for (let i = 0; i < entries.length; i++)
        await io.out.write(`${prefix(i)}${lines[i]} ${cells[i]!.shown}${this.arrow(entries[i]!)}\n`)
      return
    }
    const full = cells.map((c, i) => ({ shown: prefix(i) + c.shown, width: prefix(i).length + c.width }))
    if (plan.layout === 'one') for (const c of full) await io.out.write(`${c.shown}\n`)
    else if (plan.layout === 'commas') await io.out.write(commas(full, plan.width))
    else
      await io.out.write(
        inColumns(full, { width: plan.width, across: plan.layout === 'across', tabs: plan.colors ? 0 : 8 }),
      )
  }

  private rightColumn(texts: string[]): string[] {
    const width = Math.max(0, ...texts.map((t) => t.length))
    return texts.map((t) => t.padStart(width))
  }

  private blocks(count: number): string {
    if (this.plan.options.has('h')) return humanSize(count * 512)
    return this.plan.options.has('si') ? humanSize(count * 512, 1000) : String(Math.ceil(count / 2))
  }

  private quoted(name: string, title = false): string {
    if (this.plan.quoting === 'literal') return name
    if (this.plan.quoting === 'question') return questionMarks(name)
    if (this.plan.quoting === 'double') {
      const body = JSON.stringify(name).slice(1, -1)
      return this.plan.options.last('Q', 'b') === 'b'
        ? body.replace(/\\"/g, '"').replace(/ /g, '\\ ')
        : `"${body}"`
    }
    return title && name.includes(':') ? quoteAlways(name) : quoteFile(name)
  }

  private nameCell(entry: Entry, pad: boolean): Cell {
    const text = this.quoted(entry.name)
    const mark = indicator(
      entry.stat.mode,
      entry.target !== undefined && this.plan.layout === 'long' ? 'none' : this.plan.indicator,
    )
    const lead = pad && text === entry.name ? ' ' : ''
    return {
      shown: lead + this.colored(text, entry.name, entry.stat.mode, this.dangling(entry)) + mark,
      width: lead.length + textWidth(text) + mark.length,
    }
  }

  private dangling(entry: Entry): boolean {
    return entry.target !== undefined && !entry.targetStat
  }

  private colored(text: string, name: string, mode: number, dangling: boolean): string {
    const code = this.plan.colors?.code(name, mode, dangling)
    if (!code) return text
    const first = this.coloredYet ? '' : '\x1b[0m'
    this.coloredYet = true
    return `${first}\x1b[${code}m${text}\x1b[0m`
  }

  private arrow(entry: Entry): string {
    if (entry.target === undefined) return ''
    const mode = entry.targetStat?.mode
    const text = this.quoted(entry.target)
    const { colors } = this.plan
    const code = colors?.looksBehindLinks && (mode === undefined ? colors.code('', S_IFLNK, true) : '')
    if (mode === undefined) return ` -> ${code ? `\x1b[${code}m${text}\x1b[0m` : text}`
    const shown = colors?.looksBehindLinks ? this.colored(text, entry.target, mode, false) : text
    return ` -> ${shown}${indicator(mode, this.plan.indicator)}`
  }

  private longLines(entries: readonly Entry[], beside: readonly Entry[]): string[] {
    const all = [...entries, ...beside]
    const { io, plan } = this
    const { options } = plan
    const numeric = options.has('n')
    const now = io.p.now()
    const zone = zoneOf(io.p)
    const style = options.has('full-time') ? 'full-iso' : (options.get('time-style') ?? 'locale')
    const time = (stat: Stat): string => {
      const at = plan.time(stat)
      if (style === 'full-iso') return fullTime(at, zone)
      if (style === 'long-iso') return formatTime('%Y-%m-%d %H:%M', momentOf(at, zone))
      if (style.startsWith('+')) return formatTime(style.slice(1), momentOf(at, zone))
      return listTime(at, now, zone)
    }
    const size = (stat: Stat): string => {
      if (options.has('h')) return humanSize(stat.size)
      return options.has('si') ? humanSize(stat.size, 1000) : String(stat.size)
    }
    const devices = all.filter((e) => isDevice(e.stat.mode))
    const most = (values: string[]): number => Math.max(0, ...values.map(textWidth))
    const majors = most(devices.map((e) => String(e.stat.rdev.major)))
    const minors = most(devices.map((e) => String(e.stat.rdev.minor)))
    const owner = (e: Entry): string => (!numeric && this.names.user(e.stat.uid)) || String(e.stat.uid)
    const group = (e: Entry): string => (!numeric && this.names.group(e.stat.gid)) || String(e.stat.gid)
    const plain = most(all.filter((e) => !isDevice(e.stat.mode)).map((e) => size(e.stat)))
    const sizeWidth = Math.max(plain, devices.length > 0 ? majors + 2 + minors : 0)
    const links = most(all.map((e) => String(e.stat.nlink)))
    const owners = most(all.map(owner))
    const groups = most(all.map(group))
    const account = (text: string, width: number): string =>
      /^\d+$/.test(text) && numeric ? text.padStart(width) : padText(text, width)
    return entries.map((e) => {
      const { stat } = e
      const extent = isDevice(stat.mode)
        ? `${String(stat.rdev.major).padStart(sizeWidth - 2 - minors)}, ${String(stat.rdev.minor).padStart(minors)}`
        : size(stat).padStart(sizeWidth)
      return [
        modeString(stat.mode),
        String(stat.nlink).padStart(links),
        ...(options.has('g') ? [] : [account(owner(e), owners)]),
        ...(options.has('G', 'o') ? [] : [account(group(e), groups)]),
        extent,
        time(stat),
      ].join(' ')
    })
  }
}

function commas(cells: readonly Cell[], width: number): string {
  let text = ''
  let at = 0
  cells.forEach((c, i) => {
    const extra = i === 0 ? 0 : 2
    if (i > 0) {
      const wrap = at + extra + c.width + (i < cells.length - 1 ? 1 : 0) > width
      text += wrap ? ',\n' : ', '
      at = wrap ? 0 : at + extra
    }
    text += c.shown
    at += c.width
  })
  return text ? `${text}\n` : ''
}
