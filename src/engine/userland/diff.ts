import type { Stat } from '../vfs/filesystem.ts'
import { isDirectory } from '../vfs/filesystem.ts'
import { fullTime, zoneOf } from './calendar.ts'
import type { Hunk } from './difference.ts'
import { differences } from './difference.ts'
import { baseName, byName, joinPath } from './listing.ts'
import type { Options } from './options.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { allLines } from './stdio.ts'

const OPTIONS = optionTable(
  '[OPTION]... FILES',
  `--normal -q/--brief -s/--report-identical-files !-c !-C: !--context:: -u -U: --unified:: !-e !-n !-y/--side-by-side !-W:
   !-p !-F: --label: -L: !-t !-T !-l -r/--recursive --no-dereference -N/--new-file -a/--text !-x: !-X: !-S: -i/--ignore-case
   !-E !-Z -b/--ignore-space-change -w/--ignore-all-space -B/--ignore-blank-lines !-I: !-D: -d/--minimal --color::`,
  { exit: 2, suite: 'GNU diffutils) 3.8' },
)

interface Side {
  readonly name: string
  readonly lines: string[]
  readonly terminated: boolean
  readonly stat: Stat | undefined
}

const NO_NEWLINE = '\\ No newline at end of file\n'

export const diffMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [a, b, extra] = options.operands
  if (a === undefined) throw missingOperand(io, io.name)
  if (b === undefined) throw missingOperand(io, a)
  if (extra !== undefined) throw usageError(io, `extra operand '${extra}'`, 2)
  const isDir = (path: string): boolean =>
    path !== '-' && io.p.exists(path) && isDirectory(io.p.stat(path).mode)
  if (isDir(a) && isDir(b)) return new Comparison(io, options).directories(a, b)
  const left = isDir(a) ? joinPath(a, baseName(b)) : a
  const right = isDir(b) ? joinPath(b, baseName(a)) : b
  return new Comparison(io, options).files(left, right, '')
}

/** diff prefixes both lines with its name. */
const missingOperand = (io: Io, after: string): Failure =>
  io.busybox
    ? usageError(io, '')
    : new Failure(
        `missing operand after '${after}'\n${io.name}: Try '${io.name} --help' for more information.`,
        2,
      )

class Comparison {
  private readonly io: Io
  private readonly options: Options
  constructor(io: Io, options: Options) {
    this.io = io
    this.options = options
  }

  async directories(a: string, b: string): Promise<number> {
    const { io, options } = this
    const names = (dir: string): string[] => io.p.readdir(dir).map((e) => e.name)
    const [left, right] = [new Set(names(a)), new Set(names(b))]
    let code = 0
    for (const name of [...new Set([...left, ...right])].sort(byName)) {
      const [x, y] = [joinPath(a, name), joinPath(b, name)]
      if (!(left.has(name) && right.has(name)) && !options.has('N')) {
        await io.out.write(`Only in ${left.has(name) ? a : b}: ${name}\n`)
        code = Math.max(code, 1)
        continue
      }
      const dirs = [x, y].map((path) => io.p.exists(path) && isDirectory(io.p.stat(path).mode))
      if (dirs[0] && dirs[1]) {
        if (options.has('r')) code = Math.max(code, await this.directories(x, y))
        else await io.out.write(`Common subdirectories: ${x} and ${y}\n`)
        continue
      }
      if (dirs[0] !== dirs[1] && io.p.exists(x) && io.p.exists(y)) {
        const word = (dir: boolean | undefined): string => (dir ? 'directory' : 'regular file')
        await io.out.write(`File ${x} is a ${word(dirs[0])} while file ${y} is a ${word(dirs[1])}\n`)
        code = Math.max(code, 1)
        continue
      }
      code = Math.max(
        code,
        await this.files(
          x,
          y,
          `${['diff', ...io.args.filter((arg) => arg.startsWith('-'))].join(' ')} ${x} ${y}\n`,
        ),
      )
    }
    return code
  }

  private async side(name: string): Promise<Side | undefined> {
    const { io } = this
    try {
      if (name !== '-' && this.options.has('N') && !io.p.exists(name))
        return { name, lines: [], terminated: true, stat: undefined }
      const fd = name === '-' ? 0 : io.p.open(name, { read: true })
      const stat = io.p.fstat(fd)
      const read = await allLines(io.p, fd)
      if (fd !== 0) io.p.close(fd)
      return { name, ...read, stat }
    } catch (error) {
      await io.error(io.busybox ? `can't stat '${name}': ${reason(error)}` : `${name}: ${reason(error)}`)
      return undefined
    }
  }

  async files(a: string, b: string, title: string): Promise<number> {
    const { io, options } = this
    const left = await this.side(a)
    if (!left && io.busybox) return 2
    const right = await this.side(b)
    if (!left || !right) return 2
    const key = (side: Side): string[] =>
      side.lines.map((line, i) => {
        let text = line
        if (options.has('w')) text = text.replace(/\s+/g, '')
        else if (options.has('b')) text = text.replace(/\s+/g, ' ').trimEnd()
        if (options.has('i')) text = text.toLowerCase()
        return i === side.lines.length - 1 && !side.terminated ? `${text}\0` : text
      })
    let hunks = differences(key(left), key(right))
    if (options.has('B'))
      hunks = hunks.filter((h) =>
        [...left.lines.slice(h.a, h.aEnd), ...right.lines.slice(h.b, h.bEnd)].some((line) => line !== ''),
      )
    await io.p.yield()
    if (hunks.length === 0) {
      if (options.has('s')) await io.out.write(`Files ${a} and ${b} are identical\n`)
      return 0
    }
    const binary = [left, right].some((side) => side.lines.some((line) => line.includes('\0')))
    if (binary && !options.has('a')) await io.out.write(`Binary files ${a} and ${b} differ\n`)
    else if (options.has('q')) await io.out.write(`Files ${a} and ${b} differ\n`)
    else {
      await io.out.write(title)
      const unified = options.last('u', 'U', 'unified')
      if (unified || io.busybox)
        await this.unified(
          left,
          right,
          hunks,
          Number(unified && unified !== 'u' ? options.get(unified) || 3 : 3),
        )
      else await this.normal(left, right, hunks)
    }
    return 1
  }

  private text(side: Side, index: number, mark: string): string {
    const last = index === side.lines.length - 1 && !side.terminated
    return `${mark}${side.lines[index]}\n${last ? NO_NEWLINE : ''}`
  }

  private async normal(left: Side, right: Side, hunks: readonly Hunk[]): Promise<void> {
    const span = (from: number, to: number): string =>
      to - from <= 1 ? String(to === from ? from : from + 1) : `${from + 1},${to}`
    for (const h of hunks) {
      const kind = h.a === h.aEnd ? 'a' : h.b === h.bEnd ? 'd' : 'c'
      await this.io.out.write(`${span(h.a, h.aEnd)}${kind}${span(h.b, h.bEnd)}\n`)
      for (let i = h.a; i < h.aEnd; i++) await this.io.out.write(this.text(left, i, '< '))
      if (kind === 'c') await this.io.out.write('---\n')
      for (let i = h.b; i < h.bEnd; i++) await this.io.out.write(this.text(right, i, '> '))
    }
  }

  private async unified(left: Side, right: Side, hunks: readonly Hunk[], context: number): Promise<void> {
    const { io, options } = this
    const labels = [...options.all('label'), ...options.all('L')]
    const head = (side: Side, i: number): string => {
      if (labels[i] !== undefined) return labels[i]
      if (io.busybox) return side.name
      return `${side.name}\t${fullTime(side.stat?.mtime ?? 0n, zoneOf(io.p))}`
    }
    await io.out.write(`--- ${head(left, 0)}\n+++ ${head(right, 1)}\n`)
    for (let i = 0; i < hunks.length; ) {
      let last = i
      while (last + 1 < hunks.length && hunks[last + 1]!.a - hunks[last]!.aEnd <= 2 * context) last++
      const from = Math.max(0, hunks[i]!.a - context)
      const fromB = hunks[i]!.b - (hunks[i]!.a - from)
      const to = Math.min(left.lines.length, hunks[last]!.aEnd + context)
      const toB = hunks[last]!.bEnd + (to - hunks[last]!.aEnd)
      const span = (start: number, count: number): string =>
        count === 1 ? String(start + 1) : `${count === 0 ? start : start + 1},${count}`
      await io.out.write(`@@ -${span(from, to - from)} +${span(fromB, toB - fromB)} @@\n`)
      let at = from
      for (; i <= last; i++) {
        const h = hunks[i]!
        for (; at < h.a; at++) await io.out.write(this.text(left, at, ' '))
        for (; at < h.aEnd; at++) await io.out.write(this.text(left, at, '-'))
        for (let j = h.b; j < h.bEnd; j++) await io.out.write(this.text(right, j, '+'))
      }
      for (; at < to; at++) await io.out.write(this.text(left, at, ' '))
    }
  }
}

export const diff = program('diff', diffMain)
