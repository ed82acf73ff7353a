import { isErrno } from '../base/errors.ts'
import { SECOND } from '../base/time.ts'
import type { Process, WaitStatus } from '../kernel/process.ts'
import { exitStatus, parseSignal, type Signal } from '../kernel/signals.ts'
import { findCommand } from './lookup.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import { Failure, program } from './program.ts'
import { quoteAlways } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION] DURATION COMMAND [ARG]...',
  '--preserve-status --foreground -k/--kill-after: -s/--signal: -v/--verbose',
  { inOrder: true, exit: 125 },
)
const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 }
const TIMED_OUT = 124

/** `timeout`: ends a command that runs too long (coreutils 9.1). */
export const timeout = program('timeout', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [text, command, ...args] = options.operands
  if (text === undefined || command === undefined) throw usageError(io, 'missing operand', 125)
  const seconds = (given: string): number => {
    const m = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(given)
    if (!m) throw usageError(io, `invalid time interval ${quoteAlways(given)}`, 125)
    return Number(m[1]) * UNITS[m[2]!]!
  }
  const limit = seconds(text)
  const named = options.get('s') ?? 'TERM'
  const signal = parseSignal(named) as Signal | undefined
  if (!signal) throw usageError(io, `${quoteAlways(named)}: invalid signal`, 125)
  const after = options.get('k')
  const grace = after === undefined ? undefined : seconds(after)
  const { p } = io
  const foreground = options.has('foreground')
  // Whatever the command starts is of one group, which is ended together.
  if (!foreground) ownGroup(p)
  let passed: Signal | undefined
  p.onSignal('SIGCHLD', () => {})
  for (const own of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)
    p.onSignal(own, () => {
      passed = own
    })
  const [path] = findCommand(p, command)
  const fail = (reason: string, code: number): Failure =>
    new Failure(`failed to run command ${quoteAlways(command)}: ${reason}`, code)
  if (path === undefined) throw fail('No such file or directory', 127)
  let pid: number
  try {
    pid = p.spawn({ path, argv: [command, ...args] })
  } catch (error) {
    if (!isErrno(error)) throw error
    throw fail(error.message, 126)
  }
  const send = async (what: Signal): Promise<void> => {
    if (options.has('v')) await io.error(`sending signal ${what.slice(3)} to command ${quoteAlways(command)}`)
    p.kill(pid, what)
    if (foreground) return
    // Itself is of the group too: it ignores what it sends, where that can be ignored.
    if (what !== 'SIGKILL' && what !== 'SIGSTOP') p.onSignal(what, 'ignore')
    p.kill(0, what)
  }
  /** Waits at most so long; undefined where the command still runs. */
  const within = async (time: number): Promise<WaitStatus | undefined> => {
    const end = p.now() + BigInt(Math.round(time * SECOND))
    for (;;) {
      const ended = await p.wait(pid, { noHang: true })
      if (ended) return ended.status
      const left = Number(end - p.now())
      if (left <= 0) return undefined
      await p.sleep(left)
      if (passed) {
        const own = passed
        passed = undefined
        await send(own)
      }
    }
  }
  const forEver = 1e9
  let status = await within(limit === 0 ? forEver : limit)
  const late = status === undefined
  if (status === undefined) {
    await send(signal)
    status = await within(grace ?? forEver)
    if (status === undefined) {
      await send('SIGKILL')
      status = await within(forEver)
    }
  }
  const code = status ? exitStatus(status) : TIMED_OUT
  if (!late || options.has('preserve-status')) return code
  return status?.kind === 'signaled' && status.signal === 'SIGKILL' ? 137 : TIMED_OUT
})

/** A group of its own; who leads a session has one already. */
function ownGroup(p: Process): void {
  try {
    p.setpgid(0, 0)
  } catch (error) {
    if (!isErrno(error, 'EPERM')) throw error
  }
}
