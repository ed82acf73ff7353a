import { isErrno } from '../base/errors.ts'
import { isDirectory } from '../vfs/filesystem.ts'
import { parseMode } from './mode.ts'
import { notSimulated, optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION]... DIRECTORY...',
  '-m/--mode: -p/--parents -v/--verbose !-Z !--context::',
)

export const mkdirMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.has('Z')) throw notSimulated('-Z')
  if (options.operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing operand')
  const given = options.get('m')
  const umask = io.p.umask()
  let mode: number | undefined
  if (given !== undefined) {
    mode = parseMode(given, umask)?.(0o777, true)
    if (mode === undefined)
      throw new Failure(`invalid mode ${io.busybox ? `'${given}'` : quoteAlways(given)}`)
  }
  let code = 0
  for (const path of options.operands) {
    try {
      await make(io, path, options.has('p'), options.has('v'))
      if (mode !== undefined) io.p.chmod(path, mode)
    } catch (error) {
      await complain(io, path, error)
      code = 1
    }
  }
  return code
}

const complain = (io: Io, path: string, error: unknown): Promise<void> =>
  io.error(
    `${io.busybox ? "can't" : 'cannot'} create directory ${io.busybox ? `'${path}'` : quoteAlways(path)}: ${reason(error)}`,
  )

async function make(io: Io, path: string, parents: boolean, verbose: boolean): Promise<void> {
  const said = (dir: string): Promise<void> | undefined =>
    verbose
      ? io.out.write(
          io.busybox
            ? `created directory: '${dir}'\n`
            : `${io.name}: created directory ${quoteAlways(dir)}\n`,
        )
      : undefined
  if (!parents) {
    io.p.mkdir(path)
    await said(path)
    return
  }
  const parts = path.split('/').filter(Boolean)
  let at = path.startsWith('/') ? '/' : ''
  for (let i = 0; i < parts.length; i++) {
    at += (at === '' || at === '/' ? '' : '/') + parts[i]
    try {
      io.p.mkdir(at)
      await said(at)
    } catch (error) {
      if (isErrno(error) && io.p.exists(at) && isDirectory(io.p.stat(at).mode)) continue
      if (isErrno(error, 'EEXIST') && i < parts.length - 1) {
        await io.error(`cannot create directory ${quoteAlways(at)}: Not a directory`)
        throw new Failure('', 1)
      }
      throw error
    }
  }
}

export const mkdir = program('mkdir', mkdirMain)
