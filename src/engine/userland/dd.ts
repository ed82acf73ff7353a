import { concatBytes } from '../base/text.ts'
import { S_IFIFO, S_IFMT } from '../vfs/filesystem.ts'
import type { Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { parseSize } from './sizes.ts'

const KEYS = new Set([
  'if',
  'of',
  'bs',
  'ibs',
  'obs',
  'count',
  'skip',
  'seek',
  'conv',
  'status',
  'iflag',
  'oflag',
  'cbs',
])

export const ddMain: Main = async (io) => {
  const given = new Map<string, string>()
  for (const arg of io.args) {
    const cut = arg.indexOf('=')
    const key = arg.slice(0, cut)
    if (cut < 0 || !KEYS.has(key))
      throw io.busybox
        ? new Failure('', 1, io.usage)
        : new Failure(
            `unrecognized operand ${quoteAlways(arg)}`,
            1,
            `Try '${io.name} --help' for more information.`,
          )
    given.set(key, arg.slice(cut + 1))
  }
  const number = (key: string, otherwise: number): number => {
    const text = given.get(key)
    if (text === undefined) return otherwise
    const value = text
      .split('x')
      .map((part) => parseSize(part))
      .reduce<number | undefined>((a, b) => (a === undefined || b === undefined ? undefined : a * b), 1)
    if (value === undefined) throw new Failure(`invalid number: ${quoteAlways(text)}`)
    return value
  }
  const conversions = new Set((given.get('conv') ?? '').split(',').filter(Boolean))
  for (const word of conversions)
    if (
      !['notrunc', 'fsync', 'fdatasync', 'noerror', 'sync', 'ucase', 'lcase', 'excl', 'nocreat'].includes(
        word,
      )
    )
      throw new Failure(`conv=${word} is not part of this simulation`)
  const size = number('bs', number('ibs', 512))
  const count = number('count', Number.POSITIVE_INFINITY)
  const skip = number('skip', 0)
  const seek = number('seek', 0)
  const openFile = (path: string, flags: Parameters<typeof io.p.open>[1]): number => {
    try {
      return io.p.open(path, flags)
    } catch (error) {
      throw new Failure(
        io.busybox
          ? `can't open '${path}': ${reason(error)}`
          : `failed to open ${quoteAlways(path)}: ${reason(error)}`,
      )
    }
  }
  const source = given.has('if') ? openFile(given.get('if')!, { read: true }) : 0
  const truncate = !conversions.has('notrunc') && seek === 0
  const sink = given.has('of')
    ? openFile(given.get('of')!, { write: true, create: !conversions.has('nocreat'), truncate })
    : 1
  if (skip > 0) {
    if (given.has('if')) io.p.seek(source, skip * size, 'set')
    else
      for (let left = skip * size; left > 0; ) {
        const piece = await io.p.read(0, Math.min(left, 65536))
        if (piece.length === 0) break
        left -= piece.length
      }
  }
  if (seek > 0 && given.has('of')) {
    if (!conversions.has('notrunc')) io.p.ftruncate(sink, seek * size)
    io.p.seek(sink, seek * size, 'set')
  }
  // One read(2) of a file or a device gives all that was asked for; a pipe or a terminal what is there.
  const streams = (io.p.fstat(source).mode & S_IFMT) === S_IFIFO || io.p.isatty(source)
  const readBlock = async (fd: number): Promise<Uint8Array> => {
    const parts: Uint8Array[] = []
    let got = 0
    while (got < size) {
      const piece = await io.p.read(fd, size - got)
      if (piece.length === 0) break
      got += piece.length
      if (streams || got === size) {
        if (parts.length === 0) return piece
        parts.push(piece)
        break
      }
      parts.push(new Uint8Array(piece))
    }
    return parts.length === 0 ? new Uint8Array(0) : concatBytes(parts)
  }
  let buffer = 0
  const began = io.p.now()
  let whole = 0
  let partial = 0
  let wholeOut = 0
  let partialOut = 0
  let written = 0
  let failed = false
  while (whole + partial < count) {
    const block = await readBlock(source)
    if (block.length === 0) break
    if (block.length > buffer) {
      await io.p.allocate(block.length - buffer)
      buffer = block.length
    }
    if (block.length === size) whole++
    else partial++
    const before = given.has('of') ? io.p.fstat(sink).size : 0
    try {
      await io.p.write(sink, block)
    } catch (error) {
      const name = given.get('of') ?? 'standard output'
      await io.error(
        io.busybox
          ? `error writing '${name}': ${reason(error)}`
          : `error writing ${quoteAlways(name)}: ${reason(error)}`,
      )
      failed = true
      written += given.has('of') ? io.p.fstat(sink).size - before : 0
      break
    }
    if (block.length === size) wholeOut++
    else partialOut++
    written += block.length
  }
  if (given.get('status') === 'none') return failed ? 1 : 0
  const seconds = Math.max(Number(io.p.now() - began) / 1e9, 1e-6)
  const records = `${whole}+${partial} records in\n${wholeOut}+${partialOut} records out\n`
  await io.stderr(
    given.get('status') === 'noxfer'
      ? records
      : `${records}${io.busybox ? busyboxReport(written, seconds) : report(written, seconds)}\n`,
  )
  return failed ? 1 : 0
}

const scaled = (value: number, base: number, units: readonly string[]): string => {
  let unit = 0
  while (value >= base && unit < units.length - 1) {
    value /= base
    unit++
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}
const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB']
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

function report(bytes: number, seconds: number): string {
  const plural = bytes === 1 ? 'byte' : 'bytes'
  const sizes =
    bytes >= 1024
      ? ` (${scaled(bytes, 1000, DECIMAL)}, ${scaled(bytes, 1024, BINARY)})`
      : bytes >= 1000
        ? ` (${scaled(bytes, 1000, DECIMAL)})`
        : ''
  const time = Number(seconds.toPrecision(6))
  return `${bytes} ${plural}${sizes} copied, ${time} s, ${scaled(bytes / seconds, 1000, DECIMAL)}/s`
}

function busyboxReport(bytes: number, seconds: number): string {
  const human = (value: number): string => {
    const units = ['B', 'KB', 'MB', 'GB', 'TB']
    let unit = 0
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024
      unit++
    }
    return `${value.toFixed(1)}${units[unit]}`
  }
  return `${bytes} bytes (${human(bytes)}) copied, ${seconds.toFixed(6)} seconds, ${human(bytes / seconds)}/s`
}

export const dd = program('dd', ddMain)
