import { isErrno } from '../../base/errors.ts'
import type { Fd } from '../../kernel/process.ts'
import type { Termios } from '../../kernel/termios.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Io, type Main, program, reason } from '../program.ts'
import { quoteFile } from '../quoting.ts'
import { readSettings, type Setting } from './settings.ts'
import { showAll, showChanged } from './show.ts'
import { BUSYBOX, gnu } from './wording.ts'
import { recoverable } from './words.ts'

const OPTIONS = optionTable('[-F DEVICE | --file=DEVICE] [SETTING]...', '-a/--all -g/--save -F/--file:')
/** A word that getopt takes for options; all others with a dash are settings. Busybox has no long ones. */
const isOption = (arg: string, busybox: boolean): boolean =>
  /^-[ag]+$/.test(arg) || arg.startsWith('-F') || (busybox ? arg === '--help' : /^--(?:a|s|f|h|v)/.test(arg))

interface Call {
  readonly all: boolean
  readonly save: boolean
  readonly device: string | undefined
  readonly settings: readonly Setting[]
}

function readCall(io: Io): Call {
  const options: string[] = []
  const words: string[] = []
  for (let i = 0; i < io.args.length; i++) {
    const arg = io.args[i]!
    // When to act: there is nothing to wait for.
    if (!io.busybox && /^-?drain$/.test(arg)) continue
    if (!isOption(arg, io.busybox)) words.push(arg)
    else {
      options.push(arg)
      const takesNext = arg === '-F' || /^--f(?:i(?:le?)?)?$/.test(arg)
      if (takesNext && i + 1 < io.args.length) options.push(io.args[++i]!)
      else if (takesNext) words.push(arg)
    }
  }
  const parsed = parseOptions(io, OPTIONS, words.includes('-F') ? options.slice(0, -1) : options)
  const [all, save] = [parsed.has('a'), parsed.has('g')]
  if (parsed.count('F') > 1) throw new Failure('only one device may be specified')
  if (io.busybox && words.includes('-F')) throw new Failure('-F requires an argument')
  if (all && save)
    throw new Failure(
      io.busybox
        ? '-a and -g are mutually exclusive'
        : 'the options for verbose and stty-readable output styles are\nmutually exclusive',
    )
  if (words.length > 0 && (all || save))
    throw new Failure(
      io.busybox
        ? 'modes may not be set when -a or -g is used'
        : 'when specifying an output style, modes may not be set',
    )
  return { all, save, device: parsed.get('F'), settings: readSettings(words, io.name, io.busybox) }
}

/** Prints and changes the modes of a terminal. */
export const sttyMain: Main = async (io) => {
  const call = readCall(io)
  const { p } = io
  const device = quoteFile(call.device ?? 'standard input')
  const shown = io.busybox ? (call.device ?? 'standard input') : device
  try {
    const fd = call.device === undefined ? 0 : open(io, call.device)
    const modes = p.termios(fd)
    const width = screenWidth(io)
    if (call.save) await io.out.write(recoverable(modes))
    else if (call.all) await io.out.write(showAll(modes, p.windowSize(fd), width, io.busybox))
    else if (call.settings.length === 0) await io.out.write(showChanged(modes, width, io.busybox))
    else await apply(io, fd, call.settings)
    return 0
  } catch (error) {
    if (isErrno(error)) throw new Failure(`${shown}: ${reason(error)}`)
    if (error instanceof Refused) throw new Failure(`${shown}: ${error.message}`)
    throw error
  }
}

function open({ p, busybox }: Io, device: string): Fd {
  try {
    return p.open(device, { read: true })
  } catch (error) {
    if (busybox) throw new Failure(`can't open '${device}': ${reason(error)}`)
    throw error
  }
}

/** Of standard output, or as COLUMNS says. */
function screenWidth({ p }: Io): number {
  const columns = p.isatty(1) ? p.windowSize(1).columns : 0
  return columns || Number(p.env.get('COLUMNS')) || 80
}

/** The terminal did not do all that it was asked for. */
class Refused extends Error {}

async function apply(io: Io, fd: Fd, settings: readonly Setting[]): Promise<void> {
  const { p } = io
  const before = p.termios(fd)
  let modes: Termios = before
  let whole = true
  for (const setting of settings) {
    if (setting.kind === 'modes') modes = { ...modes, ...setting.change(modes) }
    else if (setting.kind === 'one-speed') {
      modes = { ...modes, baud: setting.baud }
      whole = false
    } else if (setting.kind === 'window') p.setWindowSize(fd, { ...p.windowSize(fd), ...setting.size })
    else if (setting.kind === 'show') {
      const { rows, columns } = p.windowSize(fd)
      await io.out.write(setting.what === 'size' ? `${rows} ${columns}\n` : `${modes.baud}\n`)
    }
  }
  await p.changeTermios(fd, modes)
  const after = p.termios(fd)
  const kept = same(after, modes)
  // The C library tells a call that did nothing at all from one that did a part.
  if (!kept && same(after, before)) throw new Refused('Invalid argument')
  if (!kept || !whole) throw new Refused((io.busybox ? BUSYBOX : gnu(io.name)).partly)
}

const same = (a: Termios, b: Termios): boolean => JSON.stringify(a) === JSON.stringify({ ...a, ...b })

export const stty = program('stty', sttyMain)
