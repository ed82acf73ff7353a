import { SECOND } from '../base/time.ts'
import type { Fd } from '../kernel/process.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { parseSize } from './sizes.ts'
import { chunks } from './stdio.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FILE]...',
  `-c/--bytes: -f --follow:: -F -n/--lines: !--max-unchanged-stats: --pid: -q/--quiet --silent --retry -s/--sleep-interval:
   -v/--verbose -z/--zero-terminated`,
)

/** `-5`, `+5`, `-5f` as the options that replaced them. */
function modernize(args: readonly string[]): string[] {
  const m = /^([-+]\d+)([lc]?)(f?)$/.exec(args[0] ?? '')
  if (!m) return [...args]
  return [m[2] === 'c' ? '-c' : '-n', m[1]!, ...(m[3] ? ['-f'] : []), ...args.slice(1)]
}

interface Wanted {
  readonly count: number
  readonly fromStart: boolean
  readonly bytes: boolean
  readonly delimiter: number
}

export const tailMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS, modernize(io.args))
  const bytes = options.last('c', 'n') === 'c'
  const given = (bytes ? options.get('c') : options.get('n')) ?? '10'
  const count = parseSize(given.replace(/^[-+]/, ''))
  if (count === undefined) {
    if (io.busybox) throw new Failure(`invalid number '${given}'`)
    throw new Failure(`invalid number of ${bytes ? 'bytes' : 'lines'}: ${quoteAlways(given)}`)
  }
  const wanted: Wanted = {
    count,
    fromStart: given.startsWith('+'),
    bytes,
    delimiter: options.has('z') ? 0 : 10,
  }
  const files = options.operands.length > 0 ? options.operands : ['-']
  const quiet = options.last('q', 'silent', 'v')
  const titles = quiet === 'v' || (quiet === undefined && files.length > 1)
  let code = 0
  let first = true
  const followed: { fd: Fd; name: string }[] = []
  const title = (name: string): string =>
    `${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`
  for (const name of files) {
    let fd = 0
    try {
      if (name !== '-') fd = io.p.open(name, { read: true })
    } catch (error) {
      await io.error(
        io.busybox
          ? `can't open '${name}': ${reason(error)}`
          : `cannot open ${quoteAlways(name)} for reading: ${reason(error)}`,
      )
      code = 1
      continue
    }
    if (titles) await io.out.write(title(name))
    first = false
    try {
      await writeLast(io, fd, wanted)
      followed.push({ fd, name })
    } catch (error) {
      await io.error(
        io.busybox ? `${name}: Input/output error` : `error reading ${quoteAlways(name)}: ${reason(error)}`,
      )
      code = 1
    }
  }
  if (followed.length === 0 && io.busybox) await io.error('no files')
  if (!options.has('f', 'F', 'follow')) return code
  if (followed.length === 0) {
    if (!io.busybox) await io.error('no files remaining')
    return 1
  }
  const pause = Number(options.get('s') ?? 1) * SECOND
  let shown = followed.at(-1)!.name
  await io.out.flush()
  for (;;) {
    for (const { fd, name } of followed) {
      for await (const chunk of chunks(io.p, fd)) {
        if (titles && shown !== name) await io.out.write(title(name))
        shown = name
        await io.out.write(new Uint8Array(chunk))
      }
    }
    await io.out.flush()
    await io.p.sleep(pause)
  }
}

async function writeLast(io: Io, fd: Fd, wanted: Wanted): Promise<void> {
  if (wanted.fromStart) return writeFrom(io, fd, wanted)
  // Pieces that may hold the end; what lies before is let go as it passes.
  const held: Uint8Array[] = []
  let size = 0
  let marks = 0
  const marksIn = (piece: Uint8Array): number => {
    let n = 0
    for (let at = piece.indexOf(wanted.delimiter); at >= 0; at = piece.indexOf(wanted.delimiter, at + 1)) n++
    return n
  }
  for await (const chunk of chunks(io.p, fd)) {
    const piece = new Uint8Array(chunk)
    held.push(piece)
    size += piece.length
    if (!wanted.bytes) marks += marksIn(piece)
    while (held.length > 1) {
      const least = held[0]!
      const leastMarks = wanted.bytes ? 0 : marksIn(least)
      const enough = wanted.bytes ? size - least.length >= wanted.count : marks - leastMarks > wanted.count
      if (!enough) break
      held.shift()
      size -= least.length
      marks -= leastMarks
    }
  }
  const all = new Uint8Array(size)
  let at = 0
  for (const piece of held) {
    all.set(piece, at)
    at += piece.length
  }
  if (wanted.bytes) return io.out.write(all.subarray(Math.max(0, size - wanted.count)))
  if (wanted.count === 0) return
  let start = all.at(-1) === wanted.delimiter ? size - 1 : size
  for (let lines = wanted.count; lines > 0 && start >= 0; lines--)
    start = start === 0 ? -1 : all.lastIndexOf(wanted.delimiter, start - 1)
  return io.out.write(all.subarray(start + 1))
}

async function writeFrom(io: Io, fd: Fd, wanted: Wanted): Promise<void> {
  let skip = Math.max(0, wanted.count - 1)
  for await (const chunk of chunks(io.p, fd)) {
    let start = 0
    if (wanted.bytes) {
      start = Math.min(skip, chunk.length)
      skip -= start
    } else {
      while (skip > 0 && start < chunk.length) {
        const at = chunk.indexOf(wanted.delimiter, start)
        start = at < 0 ? chunk.length : at + 1
        if (at >= 0) skip--
      }
    }
    await io.out.write(new Uint8Array(chunk.subarray(start)))
  }
}

export const tail = program('tail', tailMain)
