import { RAW_INPUT } from '../kernel/termios.ts'
import type { Io, Main } from './program.ts'
import { inputs, program, reason } from './program.ts'
import { allLines, chunks } from './stdio.ts'
import { toText } from './text.ts'
import { textWidth } from './width.ts'

/** Screen rows of the lines, long ones wrapped. */
function wrap(lines: readonly string[], columns: number): string[] {
  const rows: string[] = []
  for (const line of lines) {
    let rest = line.replace(/\t/g, '        ')
    while (textWidth(rest.replace(/\x1b\[[0-9;]*m/g, '')) > columns) {
      let cut = Math.min(columns, rest.length)
      while (textWidth(rest.slice(0, cut)) > columns) cut--
      rows.push(rest.slice(0, cut))
      rest = rest.slice(cut)
    }
    rows.push(rest)
  }
  return rows
}

/** Shows text screen by screen: space, b, arrows, j, k, g, G, q. Off a terminal it copies. */
export const pagerMain: Main = async (io) => {
  const files = io.args.filter((arg) => !arg.startsWith('-') && !arg.startsWith('+'))
  const lines: string[] = []
  let code = 0
  const report = (path: string, error: unknown): Promise<void> => io.stderr(`${path}: ${reason(error)}\n`)
  if (files.length === 0 && io.p.isatty(0)) {
    await io.stderr(
      io.name.endsWith('less')
        ? 'Missing filename ("less --help" for help)\n'
        : `${io.name}: bad usage\nTry '${io.name} --help' for more information.\n`,
    )
    return 1
  }
  for await (const { fd, name } of inputs(io, files, () => (code = 1), report)) {
    try {
      if (!io.out.terminal)
        for await (const chunk of chunks(io.p, fd)) await io.out.write(new Uint8Array(chunk))
      else lines.push(...(await allLines(io.p, fd)).lines)
    } catch (error) {
      await io.stderr(
        reason(error) === 'Is a directory' ? `${name} is a directory\n` : `${name}: ${reason(error)}\n`,
      )
      code = 1
    }
  }
  if (!io.out.terminal || lines.length === 0) return code
  await browse(io, lines, files.at(-1) ?? '')
  return code
}

async function browse(io: Io, lines: readonly string[], name: string): Promise<void> {
  const { p } = io
  const { columns, rows: height } = p.windowSize(1)
  const page = Math.max(1, height - 1)
  const rows = wrap(lines, columns)
  const keys = p.isatty(0) ? 0 : p.open('/dev/tty', { read: true })
  const before = p.termios(keys)
  p.setTermios(keys, RAW_INPUT)
  const end = Math.max(0, rows.length - page)
  let top = 0
  await io.out.write('\x1b[?1049h\x1b[?1h')
  for (;;) {
    const shown = Array.from({ length: page }, (_, i) => rows[top + i] ?? '~').join('\r\n')
    const status = top >= end ? '\x1b[7m(END)\x1b[27m' : top === 0 && name ? `\x1b[7m${name}\x1b[27m` : ':'
    await io.out.write(`\x1b[H\x1b[2J${shown}\r\n${status}`)
    await io.out.flush()
    const bytes = await p.read(keys, 16)
    const key = toText(bytes)
    if (bytes.length === 0 || key === 'q' || key === 'Q' || key === '\x03') break
    if (key === ' ' || key === 'f' || key === '\x1b[6~') top = Math.min(end, top + page)
    else if (key === 'b' || key === '\x1b[5~') top = Math.max(0, top - page)
    else if (key === 'd') top = Math.min(end, top + Math.floor(page / 2))
    else if (key === 'u') top = Math.max(0, top - Math.floor(page / 2))
    else if (/^(?:j|e|\r|\n|\x1b\[B|\x1bOB)$/.test(key)) top = Math.min(end, top + 1)
    else if (/^(?:k|y|\x1b\[A|\x1bOA)$/.test(key)) top = Math.max(0, top - 1)
    else if (/^(?:g|<|\x1b\[H)$/.test(key)) top = 0
    else if (/^(?:G|>|\x1b\[F)$/.test(key)) top = end
  }
  p.setTermios(keys, before)
  await io.out.write('\x1b[?1l\x1b[?1049l')
}

export const less = program('less', pagerMain)
export const more = program('more', pagerMain)
