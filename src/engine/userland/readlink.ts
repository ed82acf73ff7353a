import { isErrno } from '../base/errors.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import { canonical } from './paths.ts'
import type { Main } from './program.ts'
import { program, reason } from './program.ts'
import { quoteFile } from './quoting.ts'

const READLINK = optionTable(
  '[OPTION]... FILE...',
  '-f/--canonicalize -e/--canonicalize-existing -m/--canonicalize-missing -n/--no-newline -q/--quiet -s/--silent -v/--verbose -z/--zero',
)
const REALPATH = optionTable(
  '[OPTION]... FILE...',
  '-e/--canonicalize-existing -m/--canonicalize-missing -L/--logical -P/--physical -q/--quiet !--relative-to: !--relative-base: -s/--strip --no-symlinks -z/--zero',
)

export const readlinkMain: Main = async (io) => {
  const options = parseOptions(io, READLINK)
  if (options.operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing operand')
  const how = options.last('f', 'e', 'm')
  const end = options.has('z') ? '\0' : options.has('n') && options.operands.length === 1 ? '' : '\n'
  let code = 0
  for (const path of options.operands) {
    try {
      const found = how
        ? canonical(io.p, path, how === 'e' ? 'all' : how === 'm' ? 'missing' : 'last')
        : io.p.readlink(path)
      await io.out.write(found + end)
    } catch (error) {
      if (!isErrno(error)) throw error
      if (options.has('v')) await io.error(`${quoteFile(path)}: ${reason(error)}`)
      code = 1
    }
  }
  return code
}

export const realpathMain: Main = async (io) => {
  const options = parseOptions(io, REALPATH)
  if (options.operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing operand')
  let code = 0
  for (const path of options.operands) {
    try {
      const must = options.has('m') ? 'missing' : options.has('e') ? 'all' : 'last'
      await io.out.write(canonical(io.p, path, must) + (options.has('z') ? '\0' : '\n'))
    } catch (error) {
      if (!options.has('q')) await io.error(`${io.busybox ? path : quoteFile(path)}: ${reason(error)}`)
      code = 1
    }
  }
  return code
}

export const readlink = program('readlink', readlinkMain)
export const realpath = program('realpath', realpathMain)
