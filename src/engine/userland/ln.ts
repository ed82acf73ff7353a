import { isErrno } from '../base/errors.ts'
import { isDirectory, isSymlink } from '../vfs/filesystem.ts'
import { baseName, dirName, joinPath } from './listing.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import { absolute, canonical } from './paths.ts'
import type { Io, Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways, quoteFile } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION]... [-T] TARGET LINK_NAME',
  `!-b !--backup:: !-d !-F/--directory -f/--force -i/--interactive -L/--logical -n/--no-dereference -P/--physical -r/--relative
   -s/--symbolic !-S/--suffix: -t/--target-directory: -T/--no-target-directory -v/--verbose`,
)

/** The way from a directory to a path, both absolute. */
export function relativePath(from: string, to: string): string {
  const a = from.split('/').filter(Boolean)
  const b = to.split('/').filter(Boolean)
  let same = 0
  while (same < a.length && same < b.length && a[same] === b[same]) same++
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/') || '.'
}

export const lnMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const { operands } = options
  if (operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing file operand')
  const symbolic = options.has('s')
  if (options.has('r') && !symbolic) throw new Failure('cannot do --relative without --symbolic')
  const explicit = options.get('t')
  const last = explicit ?? (operands.length === 1 ? '.' : operands.at(-1)!)
  const sources = explicit !== undefined || operands.length === 1 ? operands : operands.slice(0, -1)
  const into = !options.has('T') && leads(io, last, options.has('n'))
  if (sources.length > 1 && !into) {
    if (io.busybox) throw usageError(io, '')
    const why = io.p.exists(last) ? 'Not a directory' : 'No such file or directory'
    throw new Failure(`target ${quoteAlways(last)}: ${why}`)
  }
  let code = 0
  for (const source of sources) {
    const name = into ? joinPath(last, baseName(source)) : last
    const target = options.has('r')
      ? relativePath(
          canonical(io.p, dirName(absolute(io.p, name)), 'missing') ?? '/',
          canonical(io.p, source, 'missing') ?? source,
        )
      : source
    try {
      if (!symbolic && isDirectory(io.p.lstat(source).mode)) {
        await io.error(
          io.busybox
            ? `${name}: Operation not permitted`
            : `${quoteFile(source)}: hard link not allowed for directory`,
        )
        code = 1
        continue
      }
    } catch (error) {
      await io.error(
        io.busybox
          ? `${source}: ${reason(error)}`
          : `failed to access ${quoteAlways(source)}: ${reason(error)}`,
      )
      code = 1
      continue
    }
    try {
      if (options.has('f')) remove(io, name)
      if (symbolic) io.p.symlink(target, name)
      else io.p.link(source, name)
      if (options.has('v'))
        await io.out.write(`${quoteAlways(name)} ${symbolic ? '->' : '=>'} ${quoteAlways(target)}\n`)
    } catch (error) {
      const kind = symbolic ? 'symbolic' : 'hard'
      const arrow =
        symbolic && reason(error) === 'File exists' ? '' : ` ${symbolic ? '->' : '=>'} ${quoteAlways(target)}`
      await io.error(
        io.busybox
          ? `${name}: ${reason(error)}`
          : `failed to create ${kind} link ${quoteAlways(name)}${reason(error) === 'File exists' ? '' : arrow}: ${reason(error)}`,
      )
      code = 1
    }
  }
  return code
}

function leads(io: Io, path: string, noDereference: boolean): boolean {
  try {
    const stat = noDereference ? io.p.lstat(path) : io.p.stat(path)
    return isDirectory(stat.mode) && !isSymlink(stat.mode)
  } catch (error) {
    if (isErrno(error)) return false
    throw error
  }
}

function remove(io: Io, name: string): void {
  try {
    io.p.unlink(name)
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
  }
}

export const ln = program('ln', lnMain)
