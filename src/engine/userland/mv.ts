import { isErrno } from '../base/errors.ts'
import { isDirectory } from '../vfs/filesystem.ts'
import { Copier } from './copy.ts'
import { destinations } from './cp.ts'
import { joinPath } from './listing.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Io, Main } from './program.ts'
import { program, reason } from './program.ts'
import { confirm } from './prompt.ts'
import { quoteAlways } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION]... [-T] SOURCE DEST',
  `!-b !--backup:: -f/--force -i/--interactive -n/--no-clobber --strip-trailing-slashes !-S/--suffix: -t/--target-directory:
   -T/--no-target-directory -u/--update -v/--verbose !-Z/--context`,
)

export const mvMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const { sources, place } = await destinations(io, options.operands, options.get('t'), options.has('T'))
  let code = 0
  const fail = async (message: string): Promise<void> => {
    await io.error(message)
    code = 1
  }
  for (const from of sources) {
    const to = place(from)
    try {
      const source = io.p.lstat(from)
      const target = io.p.exists(to) ? io.p.lstat(to) : undefined
      if (target && source.ino === target.ino && source.dev === target.dev) {
        await fail(`${quoteAlways(from)} and ${quoteAlways(to)} are the same file`)
        continue
      }
      if (target) {
        const guard = options.last('f', 'i', 'n')
        if (guard === 'n' || (options.has('u') && source.mtime <= target.mtime)) continue
        if (guard === 'i' && !(await confirm(io, `${io.name}: overwrite ${quoteAlways(to)}? `))) continue
        if (isDirectory(target.mode) && !isDirectory(source.mode) && !io.busybox) {
          await fail(`cannot overwrite directory ${quoteAlways(to)} with non-directory`)
          continue
        }
        if (!isDirectory(target.mode) && isDirectory(source.mode) && !io.busybox) {
          await fail(`cannot overwrite non-directory ${quoteAlways(to)} with directory ${quoteAlways(from)}`)
          continue
        }
      }
    } catch (error) {
      await fail(
        io.busybox
          ? `can't rename '${from}': ${reason(error)}`
          : `cannot stat ${quoteAlways(from)}: ${reason(error)}`,
      )
      continue
    }
    try {
      io.p.rename(from, to)
      if (options.has('v'))
        await io.out.write(
          io.busybox ? `'${from}' -> '${to}'\n` : `renamed ${quoteAlways(from)} -> ${quoteAlways(to)}\n`,
        )
    } catch (error) {
      if (isErrno(error, 'EXDEV')) {
        if (!(await acrossDevices(io, from, to, options.has('v')))) code = 1
      } else if (isErrno(error, 'EINVAL') && !io.busybox)
        await fail(`cannot move ${quoteAlways(from)} to a subdirectory of itself, ${quoteAlways(to)}`)
      else if (io.busybox) await fail(`can't rename '${from}': ${reason(error)}`)
      else await fail(`cannot move ${quoteAlways(from)} to ${quoteAlways(to)}: ${reason(error)}`)
    }
  }
  return code
}

/** What rename(2) cannot do (EXDEV) is done by copying and removing. */
async function acrossDevices(io: Io, from: string, to: string, verbose: boolean): Promise<boolean> {
  let good = true
  const copier = new Copier(io, {
    recursive: true,
    keepLinks: true,
    followOperands: false,
    mode: true,
    owner: io.p.credentials.uid === 0,
    times: true,
    hardlinks: true,
    force: true,
    how: 'copy',
    allow: async () => true,
    done: async (a, b) => {
      if (verbose) await io.out.write(`copied ${quoteAlways(a)} -> ${quoteAlways(b)}\n`)
    },
    failed: async (_what, a, b, error) => {
      good = false
      await io.error(
        io.busybox
          ? `can't create '${b}': ${reason(error)}`
          : `cannot move ${quoteAlways(a)} to ${quoteAlways(b)}: ${error === undefined ? 'File exists' : reason(error)}`,
      )
    },
  })
  if (!(await copier.copy(from, to)) || !good) return false
  return removeTree(from)

  async function removeTree(path: string): Promise<boolean> {
    try {
      const directory = isDirectory(io.p.lstat(path).mode)
      if (directory) for (const child of io.p.readdir(path)) await removeTree(joinPath(path, child.name))
      if (directory) io.p.rmdir(path)
      else io.p.unlink(path)
      if (verbose) await io.out.write(`removed ${directory ? 'directory ' : ''}${quoteAlways(path)}\n`)
      return true
    } catch (error) {
      await io.error(
        io.busybox
          ? `can't remove '${path}': ${reason(error)}`
          : `cannot remove ${quoteAlways(path)}: ${reason(error)}`,
      )
      return false
    }
  }
}

export const mv = program('mv', mvMain)
