import { isDirectory, isSymlink } from '../vfs/filesystem.ts'
import { modeString, octalMode, parseMode } from './mode.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { walk } from './walk.ts'

const OPTIONS = optionTable(
  '[OPTION]... MODE[,MODE]... FILE...',
  '-c/--changes -f/--silent --quiet -v/--verbose --no-preserve-root --preserve-root --reference: -R/--recursive',
)

export const chmodMain: Main = async (io) => {
  // A mode such as `-w` looks like an option.
  const looksLikeMode = io.args.findIndex((arg) => /^-[rwxXst]+$/.test(arg) && !/^-[R]/.test(arg))
  const args = looksLikeMode < 0 ? io.args : [...io.args.filter((_, i) => i !== looksLikeMode)]
  const options = parseOptions(io, OPTIONS, args)
  const operands = looksLikeMode < 0 ? [...options.operands] : [io.args[looksLikeMode]!, ...options.operands]
  const reference = options.get('reference')
  const text = reference === undefined ? operands.shift() : (io.p.stat(reference).mode & 0o7777).toString(8)
  if (text === undefined) throw usageError(io, io.busybox ? '' : 'missing operand')
  const change = parseMode(text, io.p.umask())
  if (operands.length === 0)
    throw usageError(io, io.busybox ? '' : `missing operand after ${quoteAlways(text)}`)
  if (!change) throw usageErrorOrPlain()
  let code = 0
  const silent = options.has('f', 'quiet')
  for (const operand of operands) {
    const visits = walk(io.p, operand, {
      follow: 'start',
      maxDepth: options.has('R') ? Number.POSITIVE_INFINITY : 0,
      failed: async (path, error) => {
        code = 1
        if (!silent)
          await io.error(
            io.busybox ? `${path}: ${reason(error)}` : `cannot access ${quoteAlways(path)}: ${reason(error)}`,
          )
      },
    })
    for await (const { path, stat } of visits) {
      if (isSymlink(stat.mode)) continue
      const old = stat.mode & 0o7777
      const mode = change(old, isDirectory(stat.mode))
      try {
        io.p.chmod(path, mode)
      } catch (error) {
        code = 1
        if (!silent)
          await io.error(
            io.busybox
              ? `${path}: ${reason(error)}`
              : `changing permissions of ${quoteAlways(path)}: ${reason(error)}`,
          )
        continue
      }
      const type = stat.mode & 0o170000
      const show = (m: number): string => `${octalMode(m)} (${modeString(type | m).slice(1)})`
      if (mode !== old && options.has('v', 'c'))
        await io.out.write(`mode of ${quoteAlways(path)} changed from ${show(old)} to ${show(mode)}\n`)
      else if (options.has('v'))
        await io.out.write(`mode of ${quoteAlways(path)} retained as ${show(mode)}\n`)
    }
  }
  return code

  function usageErrorOrPlain(): Failure {
    return io.busybox
      ? new Failure(`invalid mode '${text}'`)
      : usageError(io, `invalid mode: ${quoteAlways(text!)}`)
  }
}

export const chmod = program('chmod', chmodMain)
