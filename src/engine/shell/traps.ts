import { parseSignal, type Signal } from '../kernel/signals.ts'
import { Interrupted } from './failure.ts'
import { runText } from './run/text.ts'
import type { Shell, TrapName } from './state.ts'

/** What an interactive shell does not die of. */
export const SHELL_SIGNALS: readonly Signal[] = ['SIGTERM', 'SIGQUIT', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU']

/** `INT`, `SIGINT`, `2`, `EXIT`, `0`, `ERR`. */
export function parseTrapName(text: string): TrapName | undefined {
  const name = text.toUpperCase().replace(/^SIG(?=EXIT$)/, '')
  if (text === '0' || name === 'EXIT') return 'EXIT'
  if (name === 'ERR' || name === 'DEBUG' || name === 'RETURN') return name
  return parseSignal(text)
}

const isSignal = (name: TrapName): name is Signal => name.startsWith('SIG')

/** Sets, ignores (`''`) or resets (undefined) what happens on a signal. */
export function setTrap(sh: Shell, name: TrapName, action: string | undefined): void {
  if (action === undefined) sh.traps.delete(name)
  else sh.traps.set(name, action)
  if (!isSignal(name) || name === 'SIGKILL' || name === 'SIGSTOP') return
  if (action === '') sh.process.onSignal(name, 'ignore')
  else if (action !== undefined) sh.process.onSignal(name, () => void sh.pendingSignals.push(name))
  else defaultDisposition(sh, name)
}

function defaultDisposition(sh: Shell, name: Signal): void {
  if (sh.interactive && name === 'SIGINT') catchInterrupts(sh)
  else if (sh.interactive && SHELL_SIGNALS.includes(name)) sh.process.onSignal(name, () => undefined)
  else sh.process.onSignal(name, 'default')
}

/** Ctrl-C at an interactive shell ends the command line, not the shell. */
export function catchInterrupts(sh: Shell): void {
  sh.process.onSignal('SIGINT', () => {
    sh.interrupted = true
  })
}

/** A forked child starts with the defaults; what was ignored stays so. */
export function resetSignals(sh: Shell, parent: Shell): void {
  for (const name of parent.traps.keys())
    if (isSignal(name) && parent.traps.get(name) !== '') sh.process.onSignal(name, 'default')
  if (!parent.interactive) return
  for (const name of [...SHELL_SIGNALS, 'SIGINT', 'SIGWINCH'] as const)
    if (parent.traps.get(name) !== '') sh.process.onSignal(name, 'default')
}

/** Between two commands: acts on what signals left behind. */
export async function checkpoint(sh: Shell): Promise<void> {
  if (sh.interrupted) {
    sh.interrupted = false
    throw new Interrupted()
  }
  for (let name = sh.pendingSignals.shift(); name; name = sh.pendingSignals.shift()) await runTrap(sh, name)
}

/** Runs the action of a trap, if there is one. `$?` is what it was, afterwards. */
export async function runTrap(sh: Shell, name: TrapName): Promise<void> {
  const action = sh.traps.get(name)
  if (!action) return
  const { status, position } = sh
  await runText(sh, action)
  sh.status = status
  sh.position = position
}

/** Runs the EXIT trap, once. */
export async function runExitTrap(sh: Shell): Promise<void> {
  const action = sh.traps.get('EXIT')
  sh.traps.delete('EXIT')
  if (action) await runText(sh, action)
}
