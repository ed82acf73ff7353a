import { isErrno } from '../base/errors.ts'
import { openFailure, prefix, readonlyText } from './dialect.ts'
import { withBytes } from './expand/escapes.ts'
import type { Failure } from './failure.ts'
import { currentLine, type Shell } from './state.ts'

/** Writes to standard output. */
export const print = (sh: Shell, text: string): Promise<void> => sh.process.write(1, withBytes(text))

/** What busybox shares with its applets of the same name, which know neither the shell's name nor the line. */
const APPLETS = new Set(['test', '[', '[[', 'printf', 'read', 'kill'])

/** Writes a message with the dialect's prefix to standard error. */
export async function complain(sh: Shell, message: string, builtin?: string): Promise<void> {
  if (sh.dialect === 'ash' && builtin !== undefined && APPLETS.has(builtin))
    return writeError(sh, `sh: ${builtin === 'read' ? 'read: ' : ''}${message}\n`)
  const origin = {
    name: sh.name,
    interactive: sh.interactive,
    line: currentLine(sh),
    input: sh.source.input,
    builtin,
  }
  await writeError(sh, `${prefix(sh.dialect, origin)}${message}\n`)
}

/** Writes to standard error as it is. A closed descriptor loses it, as in life. */
export async function writeError(sh: Shell, text: string): Promise<void> {
  try {
    await sh.process.write(2, text)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

/** Shows a failure and gives its status. */
export async function report(sh: Shell, failure: Failure, builtin?: string): Promise<number> {
  const { detail } = failure
  if (failure.message === '') return failure.status
  let text = failure.message
  if (detail?.why === 'readonly') text = readonlyText(sh.dialect, detail.name)
  else if (detail?.why === 'open' || detail?.why === 'create')
    text = openFailure(sh.dialect, detail.name, failure.message, detail.why === 'create')
  await complain(sh, text, failure.builtin ?? builtin)
  return failure.status
}
