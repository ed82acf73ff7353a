import { optionTable, parseOptions } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, inputs, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { parseSize } from './sizes.ts'
import { chunks, readAll } from './stdio.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FILE]...',
  '-c/--bytes: -n/--lines: -q/--quiet --silent -v/--verbose -z/--zero-terminated',
)

/** `-5` and `-5c` as the options that replaced them. */
export function modernize(args: readonly string[]): string[] {
  const m = /^-(\d+)([ck]?)$/.exec(args[0] ?? '')
  return m ? [m[2] === 'c' ? '-c' : '-n', m[1]!, ...args.slice(1)] : [...args]
}

export const headMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS, modernize(io.args))
  const byBytes = options.last('c', 'n') === 'c'
  const given = (byBytes ? options.get('c') : options.get('n')) ?? '10'
  const allBut = given.startsWith('-')
  const count = parseSize(given.replace(/^[-+]/, ''))
  if (count === undefined) {
    if (io.busybox) throw new Failure(`invalid number '${given}'`)
    throw new Failure(
      `invalid number of ${byBytes ? 'bytes' : 'lines'}: ${quoteAlways(given.replace(/^-/, ''))}`,
    )
  }
  const files = options.operands
  const quiet = options.last('q', 'silent', 'v')
  const titles = quiet === 'v' || (quiet === undefined && files.length > 1)
  const delimiter = options.has('z') ? 0 : 10
  let code = 0
  let first = true
  const report = (path: string, error: unknown): Promise<void> =>
    io.error(
      io.busybox
        ? `${path}: ${reason(error)}`
        : `cannot open ${quoteAlways(path)} for reading: ${reason(error)}`,
    )
  for await (const { fd, name } of inputs(io, files, () => (code = 1), report)) {
    if (titles) await io.out.write(`${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`)
    first = false
    try {
      if (allBut) await writeAllBut(io, fd, count, byBytes, delimiter)
      else await writeFirst(io, fd, count, byBytes, delimiter)
    } catch (error) {
      await io.error(
        io.busybox ? `${name}: Input/output error` : `error reading ${quoteAlways(name)}: ${reason(error)}`,
      )
      code = 1
    }
  }
  return code
}

async function writeFirst(
  io: Io,
  fd: number,
  count: number,
  byBytes: boolean,
  delimiter: number,
): Promise<void> {
  let left = count
  if (left === 0) return
  for await (const chunk of chunks(io.p, fd)) {
    let end = 0
    if (byBytes) {
      end = Math.min(left, chunk.length)
      left -= end
    } else {
      while (left > 0 && end < chunk.length) {
        const at = chunk.indexOf(delimiter, end)
        end = at < 0 ? chunk.length : at + 1
        if (at >= 0) left--
      }
    }
    await io.out.write(new Uint8Array(chunk.subarray(0, end)))
    if (left === 0) return
  }
}

async function writeAllBut(
  io: Io,
  fd: number,
  count: number,
  byBytes: boolean,
  delimiter: number,
): Promise<void> {
  const all = await readAll(io.p, fd)
  let end = all.length
  if (byBytes) end = Math.max(0, end - count)
  else if (count > 0) {
    if (all[end - 1] === delimiter) end--
    for (let lines = count; lines > 0 && end >= 0; lines--)
      end = end === 0 ? -1 : all.lastIndexOf(delimiter, end - 1)
    end++
  }
  await io.out.write(all.subarray(0, end))
}

export const head = program('head', headMain)
