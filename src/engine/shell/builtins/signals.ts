import { FsError } from '../../base/errors.ts'
import { parseSignal, SIGNALS, type Signal, STANDARD_SIGNALS } from '../../kernel/signals.ts'
import { forceQuote } from '../expand/quote.ts'
import { Failure } from '../failure.ts'
import { stateOf } from '../jobs/table.ts'
import { complain, print, writeError } from '../report.ts'
import type { Shell, TrapName } from '../state.ts'
import { parseTrapName, setTrap } from '../traps.ts'
import { type Builtin, builtin } from './builtin.ts'

async function trap(sh: Shell, args: readonly string[]): Promise<number> {
  let rest = [...args]
  if (rest[0] === '-l') {
    await print(sh, signalTable(sh))
    return 0
  }
  const show = rest[0] === '-p'
  if (show || rest[0] === '--') rest.shift()
  if (rest.length === 0 || show) return showTraps(sh, rest)
  const reset = rest[0] === '-' || (rest.length === 1 && parseTrapName(rest[0]!) !== undefined)
  const action = reset ? undefined : rest[0]!
  if (!(reset && rest.length === 1 && rest[0] !== '-')) rest = rest.slice(1)
  if (rest.length === 0) {
    if (sh.dialect !== 'bash') return 0
    await writeError(sh, 'trap: usage: trap [-lp] [[arg] signal_spec ...]\n')
    return 2
  }
  let status = 0
  for (const text of rest) {
    const name = parseTrapName(text)
    if (name) setTrap(sh, name, action)
    else {
      status = 1
      if (sh.dialect === 'dash') await writeError(sh, `trap: ${text}: bad trap\n`)
      else await complain(sh, `${text}: invalid signal specification`, 'trap')
    }
  }
  return status
}

async function showTraps(sh: Shell, wanted: readonly string[]): Promise<number> {
  const names = wanted.length > 0 ? wanted.map(parseTrapName) : order(sh)
  for (const name of names) {
    const action = name && sh.traps.get(name)
    if (action === undefined || name === undefined) continue
    const shown = sh.dialect === 'bash' ? name : name.replace(/^SIG/, '')
    await print(sh, `trap -- ${forceQuote(action)} ${shown}\n`)
  }
  return 0
}

const rank = (name: TrapName): number =>
  name === 'EXIT' ? 0 : name.startsWith('SIG') ? SIGNALS[name as Signal] : 100
const order = (sh: Shell): TrapName[] => [...sh.traps.keys()].sort((a, b) => rank(a) - rank(b))

function signalTable({ dialect }: Shell): string {
  const cells = Object.entries(dialect === 'bash' ? SIGNALS : STANDARD_SIGNALS).map(
    ([name, n]) => `${String(n).padStart(2)}) ${name}`,
  )
  let out = ''
  cells.forEach((cell, i) => {
    out += cell + (i % 5 === 4 || i === cells.length - 1 ? '\n' : '\t')
  })
  return out
}

async function kill(sh: Shell, args: readonly string[]): Promise<number> {
  const rest = [...args]
  if (rest[0] === '-l' || rest[0] === '-L') return listSignals(sh, rest.slice(1))
  let signal: Signal | 0 = 'SIGTERM'
  const first = rest[0]
  if (first === '-s' || first === '-n') {
    signal = signalArgument(rest[1] ?? '')
    rest.splice(0, 2)
  } else if (first?.startsWith('-') && first !== '--' && first.length > 1) {
    signal = signalArgument(first.slice(1))
    rest.shift()
  }
  if (rest[0] === '--') rest.shift()
  if (rest.length === 0) {
    await writeError(
      sh,
      'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n',
    )
    return 2
  }
  let status = 0
  for (const target of rest) if (!(await send(sh, target, signal))) status = 1
  return status
}

function signalArgument(text: string): Signal | 0 {
  if (text === '0') return 0
  const signal = parseSignal(text)
  if (!signal) throw new Failure(`${text}: invalid signal specification`)
  return signal
}

async function send(sh: Shell, target: string, signal: Signal | 0): Promise<boolean> {
  if (target.startsWith('%')) {
    const job = sh.jobs.find(target)
    if (!job) {
      await complain(sh, `${target}: no such job`, 'kill')
      return false
    }
    if (job.pgid !== undefined) sh.process.kill(-job.pgid, signal)
    else for (const each of job.processes) if (!each.status) sh.process.kill(each.pid, signal)
    if (stateOf(job) === 'Stopped' && job.pgid !== undefined && (signal === 'SIGTERM' || signal === 'SIGHUP'))
      sh.process.kill(-job.pgid, 'SIGCONT')
    return true
  }
  if (!/^-?\d+$/.test(target)) {
    await complain(
      sh,
      sh.dialect === 'bash'
        ? `${target}: arguments must be process or job IDs`
        : `invalid number '${target}'`,
      'kill',
    )
    return false
  }
  try {
    sh.process.kill(Number(target), signal)
    return true
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    if (sh.dialect === 'bash') await complain(sh, `(${target}) - ${error.message}`, 'kill')
    else if (sh.dialect === 'ash') await writeError(sh, `sh: can't kill pid ${target}: ${error.message}\n`)
    else await complain(sh, `${error.message}\n`, 'kill')
    return false
  }
}

async function listSignals(sh: Shell, args: readonly string[]): Promise<number> {
  if (args.length === 0) {
    await print(sh, signalTable(sh))
    return 0
  }
  for (const arg of args) {
    const number = /^\d+$/.test(arg) ? String(Number(arg) > 128 ? Number(arg) - 128 : Number(arg)) : arg
    const signal = parseSignal(number)
    if (!signal) throw new Failure(`${arg}: invalid signal specification`)
    await print(sh, /^\d+$/.test(arg) ? `${signal.slice(3)}\n` : `${SIGNALS[signal]}\n`)
  }
  return 0
}

export const SIGNALLING: readonly (readonly [string, Builtin])[] = [
  ['trap', builtin('trap [-lp] [[arg] signal_spec ...]', trap)],
  ['kill', builtin('kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]', kill)],
]
