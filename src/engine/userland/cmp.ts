import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { program, reason } from './program.ts'
import { readAll } from './stdio.ts'

const OPTIONS = optionTable(
  '[OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]',
  '-b/--print-bytes -i/--ignore-initial: -l/--verbose -n/--bytes: -s/--quiet --silent',
  {
    exit: 2,
    suite: 'GNU diffutils) 3.8',
  },
)

export const cmpMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [a, b = '-'] = options.operands
  if (a === undefined) throw usageError(io, io.busybox ? '' : `missing operand after '${io.name}'`, 2)
  const sides: Uint8Array[] = []
  for (const name of [a, b]) {
    try {
      sides.push(await readAll(io.p, name === '-' ? 0 : io.p.open(name, { read: true })))
    } catch (error) {
      if (!options.has('s', 'silent')) await io.error(`${name}: ${reason(error)}`)
      return 2
    }
  }
  const silent = options.has('s', 'silent')
  const limit = options.has('n') ? Number(options.get('n')) : Number.POSITIVE_INFINITY
  const [x, y] = sides as [Uint8Array, Uint8Array]
  const common = Math.min(x.length, y.length, limit)
  let line = 1
  let code = 0
  for (let i = 0; i < common; i++) {
    if (x[i] !== y[i]) {
      code = 1
      if (silent) return 1
      if (!options.has('l')) {
        await io.out.write(`${a} ${b} differ: ${io.busybox ? 'char' : 'byte'} ${i + 1}, line ${line}\n`)
        return 1
      }
      const width = io.busybox ? 0 : String(Math.min(x.length, y.length)).length
      await io.out.write(
        `${String(i + 1).padStart(width)} ${x[i]!.toString(8).padStart(3)} ${y[i]!.toString(8).padStart(3)}\n`,
      )
    }
    if (x[i] === 10) line++
  }
  if (x.length === y.length || common === limit) return code
  if (!silent) {
    const short = x.length < y.length ? a : b
    const where =
      x.length === 0 || y.length === 0
        ? 'which is empty'
        : `after byte ${common}${options.has('l') ? '' : `, ${x[common - 1] === 10 || y[common - 1] === 10 ? '' : 'in '}line ${x[common - 1] === 10 ? line - 1 : line}`}`
    await io.error(io.busybox ? `EOF on ${short}` : `EOF on ${short} ${where}`)
  }
  return 1
}

export const cmp = program('cmp', cmpMain)
