import { isErrno } from '../base/errors.ts'
import { isDirectory } from '../vfs/filesystem.ts'
import { Copier } from './copy.ts'
import { baseName, joinPath } from './listing.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { confirm } from './prompt.ts'
import { quoteAlways } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION]... [-T] SOURCE DEST',
  `-a/--archive !--attributes-only !-b !--backup:: --copy-contents -d -f/--force -i/--interactive -H -l/--link -L/--dereference
   -n/--no-clobber -P/--no-dereference -p --preserve:: --no-preserve: !--parents -R -r/--recursive !--reflink::
   --remove-destination !--sparse: --strip-trailing-slashes -s/--symbolic-link !-S/--suffix: -t/--target-directory:
   -T/--no-target-directory -u/--update -v/--verbose !-x/--one-file-system !-Z !--context::`,
)

/** Where several operands go, checked as cp, mv and ln check it. */
export async function destinations(
  io: Io,
  operands: readonly string[],
  target: string | undefined,
  noDirectory: boolean,
): Promise<{ sources: string[]; place(source: string): string; into: boolean }> {
  if (operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing file operand')
  if (target === undefined && operands.length === 1)
    throw usageError(
      io,
      io.busybox ? '' : `missing destination file operand after ${quoteAlways(operands[0]!)}`,
    )
  const dest = target ?? operands.at(-1)!
  const sources = target === undefined ? operands.slice(0, -1) : [...operands]
  const isDir = !noDirectory && io.p.exists(dest) && isDirectory(io.p.stat(dest).mode)
  if (target !== undefined && !isDir) {
    const why = io.p.exists(dest) ? 'Not a directory' : 'No such file or directory'
    throw new Failure(`target directory ${quoteAlways(dest)}: ${why}`)
  }
  if (noDirectory && sources.length > 1) throw usageError(io, `extra operand ${quoteAlways(operands[2]!)}`)
  if (sources.length > 1 && !isDir) {
    const why = io.p.exists(dest) ? 'Not a directory' : 'No such file or directory'
    throw new Failure(
      io.busybox ? `target '${dest}' is not a directory` : `target ${quoteAlways(dest)}: ${why}`,
    )
  }
  return { sources, place: (source) => (isDir ? joinPath(dest, baseName(source)) : dest), into: isDir }
}

export const cpMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const { sources, place, into } = await destinations(
    io,
    options.operands,
    options.get('t'),
    options.has('T'),
  )
  const archive = options.has('a')
  const recursive = options.has('r', 'R', 'a')
  const kept = new Set((options.get('preserve') ?? '').split(','))
  const keeps = (what: string): boolean =>
    archive ||
    options.has('p') ||
    kept.has('all') ||
    kept.has(what) ||
    (options.has('preserve') && options.get('preserve') === '')
  let code = 0
  const verbose = (from: string, to: string): Promise<void> | undefined =>
    options.has('v')
      ? io.out.write(io.busybox ? `'${from}' -> '${to}'\n` : `${quoteAlways(from)} -> ${quoteAlways(to)}\n`)
      : undefined
  const link = options.last('L', 'P', 'd', 'a', 'H')
  const copier = new Copier(io, {
    recursive,
    keepLinks: link ? link !== 'L' : recursive || options.has('s', 'l'),
    followOperands: link === 'H',
    mode: keeps('mode'),
    owner: keeps('ownership') && (io.p.credentials.uid === 0 || archive || options.has('p')),
    times: keeps('timestamps'),
    hardlinks: archive || options.has('d') || kept.has('links') || kept.has('all'),
    force: options.has('f', 'remove-destination'),
    how: options.has('l') ? 'link' : options.has('s') ? 'symlink' : 'copy',
    allow: async (from, to, target) => {
      if (!target) return true
      const source = io.p.stat(from)
      if (source.ino === target.ino && source.dev === target.dev && !options.has('l', 's')) {
        code = 1
        await io.error(
          io.busybox
            ? `'${from}' and '${to}' are the same file`
            : `${quoteAlways(from)} and ${quoteAlways(to)} are the same file`,
        )
        return false
      }
      const guard = options.last('n', 'i', 'f')
      if (guard === 'n') return false
      if (options.has('u') && source.mtime <= target.mtime) return false
      if (options.has('remove-destination')) io.p.unlink(to)
      return guard === 'i' ? confirm(io, `${io.name}: overwrite ${quoteAlways(to)}? `) : true
    },
    done: async (from, to) => {
      await verbose(from, to)
    },
    failed: async (what, from, to, error) => {
      code = 1
      await io.error(complaint(io, what, from, to, error))
    },
  })
  for (const source of sources) {
    const to = place(source)
    const home = into ? to : options.operands.at(-1)!
    if (recursive && inside(io, source, to)) {
      await io.error(`cannot copy a directory, ${quoteAlways(source)}, into itself, ${quoteAlways(home)}`)
      code = 1
      continue
    }
    if (!into && to.endsWith('/') && !recursive && !io.p.exists(to)) {
      await io.error(
        io.busybox
          ? `can't create '${to}': Is a directory`
          : `cannot create regular file ${quoteAlways(to)}: Not a directory`,
      )
      code = 1
      continue
    }
    await copier.copy(source, to)
  }
  return code
}

/** True where a directory would be put below itself. */
function inside(io: Io, from: string, to: string): boolean {
  const { p } = io
  if (!p.exists(from) || !isDirectory(p.stat(from).mode)) return false
  const parent = to.replace(/\/+$/, '').includes('/')
    ? to.replace(/\/+$/, '').replace(/\/[^/]*$/, '') || '/'
    : '.'
  if (!p.exists(parent)) return false
  const source = p.realpath(from)
  const target = `${p.realpath(parent)}/`
  return source !== '/' && target.startsWith(`${source}/`)
}

function complaint(io: Io, what: string, from: string, to: string, error: unknown): string {
  const why = error === undefined ? '' : what === 'overwrite' ? '' : reason(error)
  if (io.busybox) {
    if (what === 'stat') return `can't stat '${from}': ${why}`
    if (what === 'omit') return `omitting directory '${from}'`
    if (what === 'open') return `can't open '${from}': ${why}`
    if (what === 'overwrite') return `target '${to}' is ${error ? 'not ' : ''}a directory`
    return what === 'link'
      ? `can't create link '${to}': ${why}`
      : `can't create '${what === 'directory' ? `directory '${to}` : to}': ${why}`
  }
  switch (what) {
    case 'stat':
      return `cannot stat ${quoteAlways(from)}: ${why}`
    case 'open':
      return `cannot open ${quoteAlways(from)} for reading: ${why}`
    case 'omit':
      return `-r not specified; omitting directory ${quoteAlways(from)}`
    case 'directory':
      return `cannot create directory ${quoteAlways(to)}: ${why}`
    case 'link':
      return `cannot create link ${quoteAlways(to)} to ${quoteAlways(from)}: ${why}`
    case 'overwrite':
      return error
        ? `cannot overwrite non-directory ${quoteAlways(to)} with directory ${quoteAlways(from)}`
        : `cannot overwrite directory ${quoteAlways(to)} with non-directory`
    default:
      if (isErrno(error, 'ENOSPC')) return `error writing ${quoteAlways(to)}: ${why}`
      return `cannot create regular file ${quoteAlways(to)}: ${why}`
  }
}

export const cp = program('cp', cpMain)
