import { isErrno } from '../base/errors.ts'
import { dirName } from './listing.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION]... DIRECTORY...',
  '--ignore-fail-on-non-empty -p/--parents -v/--verbose',
)

export const rmdirMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing operand')
  let code = 0
  for (const operand of options.operands) {
    for (let path = operand; ; path = dirName(path)) {
      try {
        if (options.has('v')) await io.out.write(`${io.name}: removing directory, ${quoteAlways(path)}\n`)
        io.p.rmdir(path)
      } catch (error) {
        if (options.has('ignore-fail-on-non-empty') && isErrno(error, 'ENOTEMPTY')) break
        const what = path === operand ? 'failed to remove' : 'failed to remove directory'
        await io.error(
          io.busybox ? `'${path}': ${reason(error)}` : `${what} ${quoteAlways(path)}: ${reason(error)}`,
        )
        code = 1
        break
      }
      if (!options.has('p') || !path.replace(/\/+$/, '').includes('/') || dirName(path) === '/') break
    }
  }
  return code
}

export const rmdir = program('rmdir', rmdirMain)
