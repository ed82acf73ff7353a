import { GrubError } from './errors.ts'
import type { Grub } from './shell.ts'
import { ScriptError } from './syntax.ts'

/**
 * Runs a script with errors as GRUB reads all of them, line by line (normal/main.c, read_config_file): a wrong line is left
 * out; what is wrong in a later line of a block, a condition or a loop takes all that follows with it.
 */
export async function runByLine(grub: Grub, script: string): Promise<number> {
  let status = 0
  let pending = ''
  for (const line of script.split('\n')) {
    pending += `${line}\n`
    if (pending.endsWith('\\\n')) continue
    try {
      status = await grub.run(pending)
      pending = ''
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error
      if (error.nested && error.atEnd) continue
      grub.showSyntaxError(error)
      if (error.nested && pending.trim().includes('\n')) return 1
      pending = ''
    }
  }
  if (pending.trim() !== '') {
    // There is no next line to be had, which the lexer takes for want of memory.
    grub.showError(new GrubError('out of memory'))
    grub.showSyntaxError(new ScriptError(true, true))
  }
  return status
}
