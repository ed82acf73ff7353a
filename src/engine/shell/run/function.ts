import type { ExitCode } from '../../kernel/process.ts'
import { Failure, ReturnFrom } from '../failure.ts'
import type { Shell, ShellFunction } from '../state.ts'
import { runTrap } from '../traps.ts'
import { runCommand } from './list.ts'

const MAX_DEPTH = 1000

/** Calls a function with its own positional parameters and locals. */
export async function callFunction(
  sh: Shell,
  name: string,
  fn: ShellFunction,
  args: readonly string[],
): Promise<ExitCode> {
  if (sh.frames.length >= MAX_DEPTH)
    throw new Failure(`${name}: maximum function nesting level exceeded (${MAX_DEPTH})`, { reach: 'line' })
  const { positional, source, loops, position } = sh
  const trap = sh.traps.get('RETURN')
  sh.positional = [...args]
  sh.source = fn.source
  sh.loops = 0
  sh.frames.push({ name, kind: 'function' })
  sh.vars.pushScope()
  noteFrames(sh)
  try {
    const { body } = fn.node
    const status = body.type === 'CompoundList' ? 0 : await runCommand(sh, body, false)
    if (sh.traps.get('RETURN') !== trap || sh.options.has('functrace')) await runTrap(sh, 'RETURN')
    return status
  } catch (error) {
    if (error instanceof ReturnFrom) return error.status
    throw error
  } finally {
    sh.vars.popScope()
    sh.frames.pop()
    sh.positional = positional
    sh.source = source
    sh.loops = loops
    sh.position = position
    noteFrames(sh)
  }
}

/** Keeps FUNCNAME. */
function noteFrames(sh: Shell): void {
  if (sh.dialect !== 'bash') return
  const names = [...sh.frames].reverse().map((frame) => frame.name)
  if (names.length === 0) sh.vars.unset('FUNCNAME')
  else
    sh.vars.setItems(
      'FUNCNAME',
      [...names, 'main'].map((name, i) => [String(i), name]),
    )
}
