import { FsError } from '../base/errors.ts'
import { isDirectory } from '../vfs/filesystem.ts'
import { globRegex } from './glob.ts'
import type { Options } from './options.ts'
import { notSimulated, optionTable, parseOptions } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteFile } from './quoting.ts'
import { escapeLiteral, RegexError, translate } from './regex.ts'
import { allLines, lineBatches } from './stdio.ts'
import { byteLength, hasRawBytes } from './text.ts'
import { walk } from './walk.ts'

const OPTIONS = optionTable(
  '[OPTION]... PATTERNS [FILE]...',
  `-E/--extended-regexp -F/--fixed-strings -G/--basic-regexp -P/--perl-regexp -e/--regexp: -f/--file: -i/--ignore-case
   -y --no-ignore-case -w/--word-regexp -x/--line-regexp -z/--null-data -s/--no-messages -v/--invert-match
   -m/--max-count: -b/--byte-offset -n/--line-number --line-buffered -H/--with-filename -h/--no-filename --label:
   -o/--only-matching -q/--quiet --silent --binary-files: -a/--text -I !-d/--directories: !-D/--devices:
   -r/--recursive -R/--dereference-recursive --include: --exclude: !--exclude-from: --exclude-dir:
   -L/--files-without-match -l/--files-with-matches -c/--count -T/--initial-tab -Z/--null -B/--before-context:
   -A/--after-context: -C/--context: --color:: --colour:: -U/--binary !--group-separator: !--no-group-separator`,
  { exit: 2, suite: 'GNU grep) 3.8', usageInErrors: true },
)

interface Search {
  readonly options: Options
  readonly regex: RegExp
  readonly names: boolean
  readonly before: number
  readonly after: number
  readonly max: number
  readonly color: boolean
}

async function patterns(io: Io, options: Options, operands: string[]): Promise<string[]> {
  const found = options.all('e').flatMap((text) => text.split('\n'))
  for (const file of options.all('f')) {
    const fd = file === '-' ? 0 : io.p.open(file, { read: true })
    found.push(...(await allLines(io.p, fd)).lines)
  }
  if (options.has('e', 'f')) return found
  const first = operands.shift()
  if (first === undefined) {
    if (io.busybox) throw new Failure('', 1, io.usage)
    throw new Failure(
      '',
      2,
      `Usage: ${io.name} [OPTION]... PATTERNS [FILE]...\nTry '${io.name} --help' for more information.`,
    )
  }
  return first.split('\n')
}

function makeRegex(io: Io, options: Options, sources: string[], alias: 'E' | 'F' | undefined): RegExp {
  const kind = options.last('E', 'F', 'G', 'P') ?? alias ?? 'G'
  const flags = `g${options.has('i', 'y') && options.last('i', 'y', 'no-ignore-case') !== 'no-ignore-case' ? 'i' : ''}`
  try {
    const parts = sources.map((source) => {
      if (kind === 'F') return escapeLiteral(source)
      return kind === 'P' ? source : translate(source, kind === 'E' ? 'extended' : 'basic')
    })
    // The longest of several wins where all begin at one place, as POSIX has it.
    if (kind === 'F') parts.sort((a, b) => b.length - a.length)
    let text = parts.length === 1 ? parts[0]! : parts.map((part) => `(?:${part})`).join('|')
    if (options.has('x')) text = `^(?:${text})$`
    else if (options.has('w')) text = `(?<![\\p{L}\\p{Nd}_])(?:${text})(?![\\p{L}\\p{Nd}_])`
    if (sources.length === 0) text = '(?!)'
    return new RegExp(text, `u${flags}`)
  } catch (error) {
    if (error instanceof RegexError)
      throw new Failure(io.busybox ? `bad regex '${sources[0]}': ${error.message}` : error.message, 2)
    if (error instanceof SyntaxError && kind === 'P') throw notSimulated(`-P '${sources[0]}'`, 2)
    throw error
  }
}

function number(options: Options, ...keys: string[]): number {
  const key = options.last(...keys)
  if (!key) return 0
  const text = options.get(key)!
  if (!/^\d+$/.test(text)) throw new Failure(`${text}: invalid context length argument`, 2)
  return Number(text)
}

/** `-3` is `-C 3`. */
const modernize = (args: readonly string[]): string[] =>
  args.map((arg) => (/^-\d+$/.test(arg) ? `-C${arg.slice(1)}` : arg))

export const grepWith =
  (alias: 'E' | 'F' | undefined): Main =>
  async (io) => {
    const end = io.args.indexOf('--')
    const args = end < 0 ? modernize(io.args) : [...modernize(io.args.slice(0, end)), ...io.args.slice(end)]
    const options = parseOptions(io, OPTIONS, args)
    const operands = [...options.operands]
    const sources = await patterns(io, options, operands)
    const recursive = options.has('r', 'R')
    const files = operands.length > 0 ? operands : recursive ? ['.'] : ['-']
    const naming = options.last('H', 'h')
    const color = options.get('color') ?? options.get('colour')
    const context = options.has('C') ? number(options, 'C') : 0
    const search: Search = {
      options,
      regex: makeRegex(io, options, sources, alias),
      names: naming ? naming === 'H' : recursive || files.length > 1,
      before: options.has('B') ? number(options, 'B') : context,
      after: options.has('A') ? number(options, 'A') : context,
      max: options.has('m') ? Number(options.get('m')) : Number.POSITIVE_INFINITY,
      color: color !== undefined && (color === 'always' || (color !== 'never' && io.out.terminal)),
    }
    let matched = false
    let troubled = false
    const trouble = async (name: string, error: unknown): Promise<void> => {
      troubled = true
      if (!options.has('s')) await io.error(`${quoteFile(name)}: ${reason(error)}`)
    }
    const one = async (name: string): Promise<void> => {
      try {
        if (name !== '-' && isDirectory(io.p.stat(name).mode)) {
          if (io.busybox) return
          throw new FsError('EISDIR')
        }
        const fd = name === '-' ? 0 : io.p.open(name, { read: true })
        if (
          await searchFile(io, search, fd, name === '-' ? (options.get('label') ?? '(standard input)') : name)
        )
          matched = true
        if (fd !== 0) io.p.close(fd)
      } catch (error) {
        await trouble(name, error)
      }
    }
    const { include, excluded } = nameFilters(options)
    for (const file of files) {
      if (!recursive || file === '-') {
        await one(file)
        continue
      }
      const visits = walk(io.p, file, {
        follow: options.has('R') ? 'always' : 'start',
        failed: trouble,
        enter: (v) => v.depth === 0 || !excluded(v.path, true),
      })
      const bare = operands.length === 0
      for await (const { path, stat, depth } of visits) {
        if ((stat.mode & 0o170000) !== 0o100000) continue
        if (depth > 0 && (!include(path) || excluded(path, false))) continue
        await one(bare ? path.replace(/^\.\//, '') : path)
        if (matched && options.has('q')) return 0
      }
    }
    if (matched && options.has('q', 'silent')) return 0
    return troubled ? 2 : matched ? 0 : 1
  }

function nameFilters(options: Options): {
  include(path: string): boolean
  excluded(path: string, dir: boolean): boolean
} {
  const matcher = (globs: string[]) => {
    const all = globs.map((glob) => globRegex(glob))
    return (path: string): boolean => all.some((regex) => regex.test(path.slice(path.lastIndexOf('/') + 1)))
  }
  const includes = matcher(options.all('include'))
  const excludes = matcher(options.all('exclude'))
  const dirs = matcher(options.all('exclude-dir'))
  return {
    include: (path) => !options.has('include') || includes(path),
    excluded: (path, dir) => (dir ? dirs(path) : excludes(path)),
  }
}

/** True when a line was selected. */
async function searchFile(io: Io, search: Search, fd: number, name: string): Promise<boolean> {
  const { options, regex, color } = search
  const invert = options.has('v')
  const end = options.has('z') ? '\0' : '\n'
  const list = options.has('l') ? 'l' : options.has('L') ? 'L' : ''
  const silent = options.has('q', 'silent') || list !== '' || options.has('c')
  const paint = (code: string, text: string): string =>
    color && text ? `\x1b[${code}m\x1b[K${text}\x1b[m\x1b[K` : text
  const lead = (separator: string, line: number, offset: number): string => {
    const mark = paint('36', separator)
    const file = search.names ? paint('35', name) + (options.has('Z') ? '\0' : mark) : ''
    const tab = options.has('T') && (search.names || options.has('n')) ? '\t' : ''
    return (
      file +
      (options.has('n') ? paint('32', String(line)) + mark : '') +
      (options.has('b') ? paint('32', String(offset)) + mark : '') +
      tab
    )
  }
  const bytes = options.has('a') || options.get('binary-files') === 'text'
  let count = 0
  let line = 0
  let offset = 0
  let lastPrinted = 0
  let owed = 0
  const held: { text: string; line: number; offset: number }[] = []
  let binary = false

  for await (const { lines } of lineBatches(io.p, fd, options.has('z') ? 0 : 10)) {
    for (const text of lines) {
      line++
      const at = offset
      if (options.has('b')) offset += byteLength(text) + 1
      if (!binary && !bytes && (text.includes('\0') || hasRawBytes(text)) && end === '\n') binary = true
      regex.lastIndex = 0
      if (regex.test(text) !== invert && count < search.max) {
        count++
        if (options.has('q', 'silent')) return true
        if (list !== '') break
        if (options.has('c')) continue
        if (binary) {
          if (options.has('I') || options.get('binary-files') === 'without-match') return false
          await io.error(`${name}: binary file matches`)
          return true
        }
        const gap =
          search.before + search.after > 0 && lastPrinted > 0 && line - held.length > lastPrinted + 1
        if (gap) await io.out.write(`${paint('36', '--')}\n`)
        for (const h of held) await io.out.write(lead('-', h.line, h.offset) + h.text + end)
        held.length = 0
        if (options.has('o')) {
          if (!invert) await io.out.write(onlyMatches(text, at))
        } else await io.out.write(lead(':', line, at) + (color && !invert ? highlight(text) : text) + end)
        lastPrinted = line
        owed = search.after
      } else if (!silent && owed > 0) {
        owed--
        lastPrinted = line
        if (!options.has('o')) await io.out.write(lead('-', line, at) + text + end)
      } else if (!silent && search.before > 0) {
        held.push({ text, line, offset: at })
        if (held.length > search.before) held.shift()
      }
      if (count >= search.max && owed === 0) break
    }
    if ((list !== '' && count > 0) || (count >= search.max && owed === 0)) break
  }
  if (options.has('c') && list === '')
    await io.out.write(`${search.names ? paint('35', name) + paint('36', ':') : ''}${count}\n`)
  if (list === 'l' && count > 0) await io.out.write(paint('35', name) + (options.has('Z') ? '\0' : '\n'))
  if (list === 'L' && count === 0) await io.out.write(paint('35', name) + (options.has('Z') ? '\0' : '\n'))
  return list === 'L' ? count === 0 : count > 0

  function onlyMatches(text: string, at: number): string {
    let out = ''
    regex.lastIndex = 0
    for (const m of text.matchAll(regex)) {
      if (m[0] === '') continue
      const where = options.has('b') ? at + byteLength(text.slice(0, m.index)) : at
      out += lead(':', line, where) + paint('01;31', m[0]) + end
    }
    return out
  }
  function highlight(text: string): string {
    return text.replace(regex, (m) => paint('01;31', m))
  }
}

export const grepMain = grepWith(undefined)
export const grep = program('grep', grepMain)
export const egrep = program('egrep', async (io) => {
  await io.error('warning: egrep is obsolescent; using grep -E')
  return grepWith('E')({ ...io, name: 'grep' })
})
export const fgrep = program('fgrep', async (io) => {
  await io.error('warning: fgrep is obsolescent; using grep -F')
  return grepWith('F')({ ...io, name: 'grep' })
})
