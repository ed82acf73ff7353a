import type { Instant } from '../base/time.ts'
import type { Stat } from '../vfs/filesystem.ts'
import { Colors } from './colors.ts'
import type { SortKey } from './listing.ts'
import type { Options } from './options.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Io } from './program.ts'
import { Failure } from './program.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FILE]...',
  `-a/--all -A/--almost-all !--author -b/--escape !--block-size: -B/--ignore-backups -c -C --color:: -d/--directory
   !-D/--dired -f -F --classify:: --file-type !--format: --full-time -g --group-directories-first -G/--no-group
   -h/--human-readable --si -H/--dereference-command-line !--dereference-command-line-symlink-to-dir !--hide:
   !--hyperlink:: --indicator-style: -i/--inode !-I/--ignore: -k/--kibibytes -l -L/--dereference -m
   -n/--numeric-uid-gid -N/--literal -o -p -q/--hide-control-chars --show-control-chars -Q/--quote-name
   !--quoting-style: -r/--reverse -R/--recursive -s/--size -S --sort: --time: --time-style: -t !-T/--tabsize: -u -U
   -v -w/--width: -x -X !-Z/--context !--zero -1`,
  { exit: 2 },
)

type Layout = 'long' | 'one' | 'columns' | 'across' | 'commas'

/** What the options of `ls` ask for. */
export interface Plan {
  readonly layout: Layout
  readonly hidden: 'no' | 'almost' | 'all'
  readonly sort: SortKey
  readonly time: (stat: Stat) => Instant
  readonly options: Options
  readonly colors: Colors | undefined
  readonly quoting: 'shell' | 'literal' | 'question' | 'double'
  readonly indicator: 'none' | 'slash' | 'file-type' | 'classify'
  readonly width: number
}

const SORTS: readonly (readonly [string, SortKey])[] = [
  ['none', 'none'],
  ['time', 'time'],
  ['size', 'size'],
  ['extension', 'extension'],
  ['version', 'version'],
  ['width', 'width'],
]

/** Reads the command line of `ls`. */
export function makePlan(io: Io): Plan {
  const options = parseOptions(io, OPTIONS)
  const terminal = io.out.terminal
  const layouts = new Map<string, Layout>([
    ['l', 'long'],
    ['g', 'long'],
    ['o', 'long'],
    ['n', 'long'],
    ['full-time', 'long'],
    ['1', 'one'],
    ['C', 'columns'],
    ['x', 'across'],
    ['m', 'commas'],
  ])
  let layout: Layout = terminal ? 'columns' : 'one'
  for (const [key] of options.order) {
    const next = layouts.get(key)
    if (next && !(layout === 'long' && key === '1')) layout = next
  }
  const sortFlag = options.last('t', 'S', 'X', 'v', 'U', 'f', 'sort')
  const flagged: Record<string, SortKey> = {
    t: 'time',
    S: 'size',
    X: 'extension',
    v: 'version',
    U: 'none',
    f: 'none',
  }
  const timeWord = options.get('time') ?? ''
  const byAccess = options.has('u') || /^(atime|access|use)$/.test(timeWord)
  const byChange = options.last('c', 'u') === 'c' || /^(ctime|status)$/.test(timeWord)
  const sort: SortKey = sortFlag
    ? sortFlag === 'sort'
      ? named(io, 'sort', options.get('sort')!, SORTS)
      : flagged[sortFlag]!
    : (byAccess || byChange) && layout !== 'long'
      ? 'time'
      : 'name'
  const wantsColor =
    options.has('color') &&
    named(io, 'color', options.get('color') || 'always', [
      ['always yes force', true],
      ['never no none', false],
      ['auto tty if-tty', terminal],
    ])
  const color = wantsColor && ['TERM', 'COLORTERM', 'LS_COLORS'].some((name) => io.p.env.get(name))
  const quote = options.last('N', 'Q', 'b', 'q', 'show-control-chars')
  const width = options.get('w') ?? io.p.env.get('COLUMNS')
  return {
    layout,
    hidden: options.has('f') || options.last('a', 'A') === 'a' ? 'all' : options.has('A') ? 'almost' : 'no',
    sort,
    time: byChange ? (s) => s.ctime : byAccess ? (s) => s.atime : (s) => s.mtime,
    options,
    colors: color ? new Colors(io.p.env.get('LS_COLORS')) : undefined,
    quoting:
      quote === 'N'
        ? 'literal'
        : quote === 'Q' || quote === 'b'
          ? 'double'
          : quote === 'q'
            ? 'question'
            : terminal
              ? 'shell'
              : 'literal',
    indicator: indicatorStyle(io, options, terminal),
    width:
      width && /^\d+$/.test(width) ? Number(width) || 1e9 : terminal ? io.p.windowSize(1).columns || 80 : 80,
  }
}

function indicatorStyle(io: Io, options: Options, terminal: boolean): Plan['indicator'] {
  const last = options.last('F', 'classify', 'p', 'file-type', 'indicator-style')
  if (last === 'F') return 'classify'
  if (last === 'classify') {
    const when = options.get('classify') || 'always'
    return when === 'always' || (when === 'auto' && terminal) ? 'classify' : 'none'
  }
  if (last === 'p') return 'slash'
  if (last === 'file-type') return 'file-type'
  if (!last) return 'none'
  return named(io, 'indicator-style', options.get(last)!, [
    ['none', 'none'],
    ['slash', 'slash'],
    ['file-type', 'file-type'],
    ['classify', 'classify'],
  ] as const)
}

/** One of some words, grouped where they mean the same. Throws gnulib's argmatch text. */
function named<T>(io: Io, option: string, value: string, choices: readonly (readonly [string, T])[]): T {
  for (const [words, meaning] of choices) if (words.split(' ').includes(value)) return meaning
  const lines = choices.map(
    ([words]) =>
      `\n  - ${words
        .split(' ')
        .map((word) => `'${word}'`)
        .join(', ')}`,
  )
  throw new Failure(
    `invalid argument '${value}' for '--${option}'\nValid arguments are:${lines.join('')}`,
    1,
    `Try '${io.name} --help' for more information.`,
  )
}
