import { isErrno } from '../base/errors.ts'
import type { Signal } from '../kernel/signals.ts'
import { parseSignal, STANDARD_SIGNALS, signalNumber } from '../kernel/signals.ts'
import { processes } from './processes.ts'
import type { Io, Main } from './program.ts'
import { Failure, program } from './program.ts'

const USAGE = `
Usage:
 kill [options] <pid> [...]

Options:
 <pid> [...]            send signal to every <pid> listed
 -<signal>, -s, --signal <signal>
                        specify the <signal> to be sent
 -q, --queue <value>    integer value to be sent with the signal
 -l, --list=[<signal>]  list all signal names, or convert one to a name
 -L, --table            list all signal names in a nice table

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see kill(1).`

const NAMES = Object.keys(STANDARD_SIGNALS).map((name) => name.slice(3))

async function list(io: Io, what: string | undefined): Promise<number> {
  if (what === undefined) {
    if (io.busybox)
      for (const [i, name] of NAMES.entries()) await io.out.write(`${String(i + 1).padStart(2)}) ${name}\n`)
    else
      await io.out.write(
        `${NAMES.slice(0, 16).join(' ')}\n${NAMES.slice(16).join(' ').replace(' IO ', ' POLL ')}\n`,
      )
    return 0
  }
  const number = /^\d+$/.test(what) ? Number(what) % 128 : undefined
  const signal = parseSignal(number === undefined ? what : String(number))
  if (!signal) throw new Failure(io.busybox ? `unknown signal '${what}'` : `unknown signal name ${what}`)
  await io.out.write(`${number === undefined ? signalNumber(signal) : signal.slice(3)}\n`)
  return 0
}

export const killMain: Main = async (io) => {
  const args = [...io.args]
  let signal: Signal | 0 = 'SIGTERM'
  const choose = (text: string): void => {
    const found = text === '0' || text === 'EXIT' ? 0 : parseSignal(text)
    if (found === undefined)
      throw new Failure(
        io.busybox ? `bad signal name '${text}'` : `unknown signal ${text}`,
        1,
        io.busybox ? '' : USAGE,
      )
    signal = found
  }
  const first = args[0] ?? ''
  if (first === '-l' || first === '--list') return list(io, args[1])
  if (first.startsWith('--list=')) return list(io, first.slice(7))
  if (first === '-s' || first === '--signal') {
    if (args[1] === undefined) throw new Failure('', 1, io.busybox ? io.usage : USAGE)
    choose(args[1])
    args.splice(0, 2)
  } else if (first === '--') args.shift()
  else if (/^-[A-Za-z0-9+]/.test(first) && (args.length > 1 || !/^-\d+$/.test(first))) {
    choose(first.slice(1))
    args.shift()
  }
  if (args[0] === '--') args.shift()
  if (args.length === 0)
    throw new Failure('', 1, io.busybox ? 'kill: you need to specify whom to kill' : USAGE)
  let code = 0
  for (const text of args) {
    if (!/^-?\d+$/.test(text)) {
      await io.error(io.busybox ? `invalid number '${text}'` : `failed to parse argument: '${text}'`)
      code = 1
      continue
    }
    try {
      io.p.kill(Number(text), signal)
    } catch (error) {
      if (!isErrno(error)) throw error
      if (io.busybox) await io.error(`can't kill pid ${text}: ${error.message}`)
      else await io.error(`(${text}): ${error.message}`)
      code = 1
    }
  }
  return code
}

const PIDOF: Main = async (io) => {
  const flags = io.args.filter((arg) => arg.startsWith('-'))
  const names = io.args.filter((arg) => !arg.startsWith('-'))
  const one = flags.some((flag) => flag.includes('s'))
  const found: number[] = []
  for (const name of names) {
    for (const info of processes(io.p)) {
      const argv0 = info.argv[0] ?? ''
      if (argv0 === name || argv0.slice(argv0.lastIndexOf('/') + 1) === name || info.comm === name)
        found.push(info.pid)
    }
  }
  if (found.length === 0) return 1
  found.sort((a, b) => b - a)
  await io.out.write(`${(one ? found.slice(0, 1) : found).join(' ')}\n`)
  return 0
}
export const pidofMain = PIDOF

const killByName =
  (exact: 'killall' | 'pkill' | 'pgrep'): Main =>
  async (io) => {
    let signal: Signal | 0 = 'SIGTERM'
    const names: string[] = []
    let full = false
    let whole = false
    let listNames = false
    for (const arg of io.args) {
      const found = arg.startsWith('-') ? parseSignal(arg.slice(1)) : undefined
      if (found) signal = found
      else if (arg === '-f') full = true
      else if (arg === '-x') whole = true
      else if (arg === '-l') listNames = true
      else if (arg.startsWith('-') && !(exact === 'killall' && arg === '-q'))
        throw new Failure(`option '${arg}' is not part of this simulation`, 2)
      else if (!arg.startsWith('-')) names.push(arg)
    }
    if (names.length === 0)
      throw new Failure(
        exact === 'killall' ? '' : 'no matching criteria specified',
        exact === 'killall' ? 1 : 2,
        exact === 'killall'
          ? 'Usage: killall [OPTION]... [--] NAME...'
          : `Try \`${io.name} --help' for more information.`,
      )
    let code = exact === 'killall' ? 0 : 1
    for (const name of names) {
      const pattern = exact === 'killall' ? undefined : new RegExp(whole ? `^(?:${name})$` : name, 'u')
      const matches = processes(io.p).filter(
        (info) =>
          info.pid !== io.p.pid &&
          (pattern ? pattern.test(full ? info.argv.join(' ') : info.comm) : info.comm === name),
      )
      if (matches.length === 0 && exact === 'killall') {
        await io.error(`${name}: no process ${io.busybox ? 'killed' : 'found'}`)
        code = 1
      }
      for (const info of matches) {
        if (exact === 'pgrep') await io.out.write(`${info.pid}${listNames ? ` ${info.comm}` : ''}\n`)
        else io.p.kill(info.pid, signal)
        if (exact !== 'killall') code = 0
      }
    }
    return code
  }
export const killallMain = killByName('killall')

export const kill = program('kill', killMain)
export const pidof = program('pidof', pidofMain)
export const killall = program('killall', killallMain)
export const pkill = program('pkill', killByName('pkill'))
export const pgrep = program('pgrep', killByName('pgrep'))
