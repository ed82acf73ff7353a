import { isDirectory } from '../vfs/filesystem.ts'
import { globRegex } from './glob.ts'
import { baseName } from './listing.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { blocksOf, humanSize, humanSizeRounded, parseSize } from './sizes.ts'
import { walk } from './walk.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FILE]...',
  `-0/--null -a/--all --apparent-size -B/--block-size: -b/--bytes -c/--total -D/--dereference-args -d/--max-depth: !--files0-from:
   -H -h/--human-readable !--inodes -k -L/--dereference -l/--count-links -m -P/--no-dereference -S/--separate-dirs --si
   -s/--summarize !-t/--threshold: !--time:: !--time-style: !-X/--exclude-from: --exclude: -x/--one-file-system`,
)

export const duMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.has('s') && options.has('a')) throw usageError(io, 'cannot both summarize and show all entries')
  const depthText = options.get('d')
  if (depthText !== undefined && !/^\d+$/.test(depthText))
    throw usageError(io, `invalid maximum depth ${quoteAlways(depthText)}`)
  const depth = options.has('s') ? 0 : depthText === undefined ? Number.POSITIVE_INFINITY : Number(depthText)
  const apparent = options.has('apparent-size', 'b')
  const block = options.has('B') ? parseSize(options.get('B')!.replace(/^(?=[A-Za-z])/, '1')) : undefined
  if (options.has('B') && block === undefined)
    throw new Failure(`invalid -B argument ${quoteAlways(options.get('B')!)}`)
  const unit = options.last('B', 'b', 'k', 'm', 'h', 'si')
  const show = (bytes: number): string => {
    if (unit === 'h') return io.busybox ? humanSizeRounded(bytes) : humanSize(bytes)
    if (unit === 'si') return humanSize(bytes, 1000)
    const size = unit === 'b' ? 1 : unit === 'm' ? 1048576 : unit === 'B' ? block! : 1024
    return String(Math.ceil(bytes / size))
  }
  const excluded = options.all('exclude').map((glob) => globRegex(glob))
  const seen = new Set<string>()
  const end = options.has('0') ? '\0' : '\n'
  let code = 0
  let total = 0
  for (const operand of options.operands.length > 0 ? options.operands : ['.']) {
    /** Sums of the directories that the walk is in, by depth. */
    const sums: number[] = []
    let device: number | undefined
    const visits = walk(io.p, operand, {
      post: true,
      follow: options.has('L') ? 'always' : options.has('D', 'H') ? 'start' : 'never',
      enter: (v) => {
        device ??= v.stat.dev
        return !options.has('x') || v.stat.dev === device
      },
      failed: async (path, error) => {
        code = 1
        await io.error(
          io.busybox ? `${path}: ${reason(error)}` : `cannot access ${quoteAlways(path)}: ${reason(error)}`,
        )
      },
    })
    for await (const { path, stat, depth: at } of visits) {
      if (excluded.some((glob) => glob.test(baseName(path)) || glob.test(path))) continue
      const directory = isDirectory(stat.mode)
      const key = `${stat.dev}:${stat.ino}`
      const again = !directory && stat.nlink > 1 && !options.has('l') && seen.has(key)
      if (stat.nlink > 1 && !directory) seen.add(key)
      const own = again ? 0 : apparent ? stat.size : blocksOf(stat) * 512
      const sum = own + (directory ? (sums[at + 1] ?? 0) : 0)
      if (directory) sums[at + 1] = 0
      if (!(options.has('S') && directory)) sums[at] = (sums[at] ?? 0) + sum
      else sums[at] = (sums[at] ?? 0) + 0
      if (at === 0) total += sum
      if (at <= depth && (directory || options.has('a') || at === 0) && !again)
        await io.out.write(`${show(sum)}\t${path}${end}`)
    }
  }
  if (options.has('c')) await io.out.write(`${show(total)}\ttotal${end}`)
  return code
}

export const du = program('du', duMain)
