import { optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { inputs, openError, program, reason } from './program.ts'
import { quoteFile } from './quoting.ts'
import { allLines, lineBatches } from './stdio.ts'

const TAC = optionTable('[OPTION]... [FILE]...', '!-b/--before !-r/--regex !-s/--separator:')
const REV = optionTable('[options] [file ...]', '', { suite: 'util-linux 2.38.1) ' })
const NL = optionTable(
  '[OPTION]... [FILE]...',
  '-b/--body-numbering: !-d/--section-delimiter: !-f/--footer-numbering: !-h/--header-numbering: -i/--line-increment: !-l/--join-blank-lines: -n/--number-format: !-p/--no-renumber -s/--number-separator: -v/--starting-line-number: -w/--number-width:',
)
const PASTE = optionTable('[OPTION]... [FILE]...', '-d/--delimiters: -s/--serial -z/--zero-terminated')
const COMM = optionTable(
  '[OPTION]... FILE1 FILE2',
  '-1 -2 -3 --check-order --nocheck-order --output-delimiter: --total -z/--zero-terminated',
)
const FOLD = optionTable('[OPTION]... [FILE]...', '-b/--bytes -s/--spaces -w/--width:')

export const tacMain: Main = async (io) => {
  const options = parseOptions(io, TAC)
  let code = 0
  const report = (path: string, error: unknown): Promise<void> =>
    io.busybox
      ? openError(io, path, error)
      : io.error(`failed to open '${path}' for reading: ${reason(error)}`)
  for await (const { fd, name } of inputs(io, options.operands, () => (code = 1), report)) {
    try {
      const { lines, terminated } = await allLines(io.p, fd)
      for (let i = lines.length - 1; i >= 0; i--)
        await io.out.write(lines[i]! + (i === lines.length - 1 && !terminated ? '' : '\n'))
    } catch (error) {
      await io.error(`${quoteFile(name)}: read error: ${reason(error)}`)
      code = 1
    }
  }
  return code
}

export const revMain: Main = async (io) => {
  const options = parseOptions(io, REV)
  let code = 0
  const report = (path: string, error: unknown): Promise<void> =>
    io.busybox ? openError(io, path, error) : io.error(`cannot open ${path}: ${reason(error)}`)
  for await (const { fd } of inputs(io, options.operands, () => (code = 1), report))
    for await (const { lines, terminated } of lineBatches(io.p, fd))
      for (const line of lines) await io.out.write([...line].reverse().join('') + (terminated ? '\n' : ''))
  return code
}

export const nlMain: Main = async (io) => {
  const options = parseOptions(io, NL)
  const body = options.get('b') ?? 't'
  const width = Number(options.get('w') ?? 6)
  const step = Number(options.get('i') ?? 1)
  const format = options.get('n') ?? 'rn'
  const separator = options.get('s') ?? '\t'
  let number = Number(options.get('v') ?? 1)
  let code = 0
  for await (const { fd } of inputs(io, options.operands, () => (code = 1)))
    for await (const { lines } of lineBatches(io.p, fd))
      for (const line of lines) {
        const counts = body === 'a' || (body === 't' && line !== '')
        if (!counts) {
          await io.out.write(`${' '.repeat(width + separator.length)}${line}\n`)
          continue
        }
        const text =
          format === 'ln'
            ? String(number).padEnd(width)
            : String(number).padStart(width, format === 'rz' ? '0' : ' ')
        await io.out.write(`${text}${separator}${line}\n`)
        number += step
      }
  return code
}

async function linesOf(io: Io, name: string): Promise<string[] | undefined> {
  try {
    return (await allLines(io.p, name === '-' ? 0 : io.p.open(name, { read: true }))).lines
  } catch (error) {
    if (io.busybox) await io.error(`${name}: ${reason(error)}`)
    else await openError(io, name, error)
    return undefined
  }
}

export const pasteMain: Main = async (io) => {
  const options = parseOptions(io, PASTE)
  const marks = (options.get('d') ?? '\t').replace(
    /\\([nt\\0])/g,
    (_, c: string) => ({ n: '\n', t: '\t', '\\': '\\', '0': '' })[c]!,
  )
  const names = options.operands.length > 0 ? options.operands : ['-']
  const mark = (i: number): string => (marks === '' ? '' : marks[i % marks.length]!)
  const all: string[][] = []
  const stdin = names.filter((name) => name === '-').length
  const typed = stdin > 0 ? await linesOf(io, '-') : []
  let seen = 0
  for (const name of names) {
    const lines =
      name === '-' ? typed!.filter((_, i) => options.has('s') || i % stdin === seen) : await linesOf(io, name)
    if (name === '-') seen++
    if (!lines) return 1
    all.push(lines)
  }
  if (options.has('s'))
    for (const lines of all)
      await io.out.write(
        `${lines.reduce((text, line, i) => (i === 0 ? line : text + mark(i - 1) + line), '')}\n`,
      )
  else
    for (let row = 0; row < Math.max(...all.map((lines) => lines.length)); row++)
      await io.out.write(
        // busybox leaves out the column of a file that has ended.
        `${all
          .filter((lines) => !io.busybox || row < lines.length)
          .reduce((text, lines, i) => (i === 0 ? '' : text + mark(i - 1)) + (lines[row] ?? ''), '')}\n`,
      )
  return 0
}

export const commMain: Main = async (io) => {
  const options = parseOptions(io, COMM)
  const [a, b] = options.operands
  if (a === undefined || b === undefined)
    throw usageError(
      io,
      io.busybox ? '' : a === undefined ? 'missing operand' : `missing operand after '${a}'`,
    )
  const left = await linesOf(io, a)
  const right = left && (await linesOf(io, b))
  if (!left || !right) return 1
  const tab = options.get('output-delimiter') ?? '\t'
  const lead2 = options.has('1') ? '' : tab
  const lead3 = lead2 + (options.has('2') ? '' : tab)
  let i = 0
  let j = 0
  while (i < left.length || j < right.length) {
    const order =
      i >= left.length ? 1 : j >= right.length ? -1 : left[i]! < right[j]! ? -1 : left[i]! > right[j]! ? 1 : 0
    if (order < 0) {
      if (!options.has('1')) await io.out.write(`${left[i]}\n`)
      i++
    } else if (order > 0) {
      if (!options.has('2')) await io.out.write(`${lead2}${right[j]}\n`)
      j++
    } else {
      if (!options.has('3')) await io.out.write(`${lead3}${left[i]}\n`)
      i++
      j++
    }
  }
  return 0
}

export const foldMain: Main = async (io) => {
  const options = parseOptions(io, FOLD)
  const width = Number(options.get('w') ?? 80)
  let code = 0
  for await (const { fd } of inputs(io, options.operands, () => (code = 1)))
    for await (const { lines, terminated } of lineBatches(io.p, fd))
      for (const line of lines) {
        let rest = line
        while (rest.length > width) {
          const blank = options.has('s') ? rest.lastIndexOf(' ', width - 1) + 1 : 0
          const cut = blank > 0 ? blank : width
          await io.out.write(`${rest.slice(0, cut)}\n`)
          rest = rest.slice(cut)
        }
        await io.out.write(rest + (terminated ? '\n' : ''))
      }
  return code
}

export const tac = program('tac', tacMain)
export const rev = program('rev', revMain)
export const nl = program('nl', nlMain)
export const paste = program('paste', pasteMain)
export const comm = program('comm', commMain)
export const fold = program('fold', foldMain)
