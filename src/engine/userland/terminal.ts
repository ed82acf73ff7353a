import { optionTable, parseOptions } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program } from './program.ts'

const TTY = optionTable('[OPTION]...', '-s/--silent --quiet', { exit: 2 })

/** Clears screen and scrollback as terminfo's `clear` and E3 do. */
export const clearMain: Main = async (io) => {
  if (!io.busybox && !io.p.env.get('TERM')) throw new Failure('', 1, 'TERM environment variable not set.')
  await io.out.write(io.busybox ? '\x1b[H\x1b[J' : '\x1b[H\x1b[2J\x1b[3J')
  return 0
}

export const ttyMain: Main = async (io) => {
  const options = parseOptions(io, TTY)
  const silent = options.has('s', 'quiet')
  if (!io.p.isatty(0)) {
    if (!silent) await io.out.write('not a tty\n')
    return 1
  }
  if (!silent) await io.out.write(`${io.p.ttyname(0)}\n`)
  return 0
}

export const clear = program('clear', clearMain)
export const tty = program('tty', ttyMain)
