import { S_IFBLK, S_IFCHR } from '../vfs/filesystem.ts'
import { parseMode } from './mode.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { parseSize } from './sizes.ts'

const FIFO = optionTable('[OPTION]... NAME...', '-m/--mode: !-Z !--context::')
const NODE = optionTable('[OPTION]... NAME TYPE [MAJOR MINOR]', '-m/--mode: !-Z !--context::')
const TRUNCATE = optionTable('OPTION... FILE...', '-c/--no-create -o/--io-blocks -r/--reference: -s/--size:')
const UNLINK = optionTable('FILE', '')

export const mkfifoMain: Main = async (io) => {
  const options = parseOptions(io, FIFO)
  if (options.operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing operand')
  const mode = options.has('m') ? parseMode(options.get('m')!, io.p.umask())?.(0o666, false) : 0o666
  if (mode === undefined) throw new Failure('invalid mode')
  let code = 0
  for (const path of options.operands) {
    try {
      io.p.mkfifo(path, mode)
      if (options.has('m')) io.p.chmod(path, mode)
    } catch (error) {
      await io.error(
        io.busybox
          ? `${path}: ${reason(error)}`
          : `cannot create fifo ${quoteAlways(path)}: ${reason(error)}`,
      )
      code = 1
    }
  }
  return code
}

export const mknodMain: Main = async (io) => {
  const options = parseOptions(io, NODE)
  const [path, type, major, minor] = options.operands
  if (path === undefined || type === undefined)
    throw usageError(
      io,
      io.busybox ? '' : path === undefined ? 'missing operand' : `missing operand after ${quoteAlways(path)}`,
    )
  if (!/^[bcup]$/.test(type)) throw usageError(io, `invalid device type ${quoteAlways(type)}`)
  if (type !== 'p' && (major === undefined || minor === undefined))
    throw new Failure(
      `missing operand after ${quoteAlways(major ?? type)}`,
      1,
      'Special files require major and minor device numbers.\n' +
        `Try '${io.name} --help' for more information.`,
    )
  try {
    if (type === 'p') io.p.mkfifo(path, 0o666)
    else
      io.p.mknod(
        path,
        type === 'b' ? S_IFBLK : S_IFCHR,
        { major: Number(major), minor: Number(minor) },
        0o666,
      )
  } catch (error) {
    throw new Failure(`${path}: ${reason(error)}`)
  }
  return 0
}

export const truncateMain: Main = async (io) => {
  const options = parseOptions(io, TRUNCATE)
  const text = options.get('s')
  if (text === undefined && !options.has('r'))
    throw usageError(io, io.busybox ? '' : "you must specify either '--size' or '--reference'")
  if (options.operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing file operand')
  const m = /^([-+<>/%]?)(.+)$/.exec(text ?? '')
  const amount = text === undefined ? io.p.stat(options.get('r')!).size : m && parseSize(m[2]!)
  if (amount === undefined || amount === null) throw new Failure(`Invalid number: ${quoteAlways(text!)}`)
  let code = 0
  for (const path of options.operands) {
    try {
      if (!io.p.exists(path)) {
        if (options.has('c')) continue
        io.p.close(io.p.open(path, { write: true, create: true }))
      }
      const old = io.p.stat(path).size
      const sign = m?.[1] ?? ''
      const size =
        sign === '+'
          ? old + amount
          : sign === '-'
            ? Math.max(0, old - amount)
            : sign === '<'
              ? Math.min(old, amount)
              : sign === '>'
                ? Math.max(old, amount)
                : sign === '/'
                  ? old - (old % amount)
                  : sign === '%'
                    ? Math.ceil(old / amount) * amount
                    : amount
      io.p.truncate(path, size)
    } catch (error) {
      await io.error(
        io.busybox
          ? `${path}: ${reason(error)}`
          : `cannot open ${quoteAlways(path)} for writing: ${reason(error)}`,
      )
      code = 1
    }
  }
  return code
}

export const unlinkMain: Main = async (io) => {
  const { operands } = parseOptions(io, UNLINK)
  if (operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing operand')
  if (operands.length > 1) throw usageError(io, `extra operand ${quoteAlways(operands[1]!)}`)
  try {
    io.p.unlink(operands[0]!)
  } catch (error) {
    throw new Failure(
      io.busybox
        ? `can't remove file '${operands[0]}': ${reason(error)}`
        : `cannot unlink ${quoteAlways(operands[0]!)}: ${reason(error)}`,
    )
  }
  return 0
}

export const mkfifo = program('mkfifo', mkfifoMain)
export const mknod = program('mknod', mknodMain)
export const truncate = program('truncate', truncateMain)
export const unlink = program('unlink', unlinkMain)
