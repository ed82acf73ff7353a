import { readLine } from '../keys.ts'
import { SERIAL_SIZE } from '../terminal.ts'
import { GrubError } from './errors.ts'
import type { Grub } from './shell.ts'
import { ScriptError } from './syntax.ts'
import { TITLE } from './text.ts'

const INTRODUCTION = [
  'Minimal BASH-like line editing is supported. For the first word, TAB   ',
  'lists possible command completions. Anywhere else TAB lists possible   ',
  'device or file completions.',
]

/** `grub> `: commands one after another, until Escape where that leads back to a menu. */
export async function commandLine(grub: Grub, back: boolean): Promise<void> {
  const { out, pc } = grub
  pc.terminal.place = 'grub-prompt'
  out.clear()
  out.at(
    2,
    Math.max(1, Math.floor((Math.min(SERIAL_SIZE.columns, pc.terminal.size.columns) - TITLE.length) / 2)),
    `${TITLE}\n\n`,
  )
  out.print(INTRODUCTION.map((line) => `   ${line}`).join('\n'))
  out.print(back ? ' ESC at any time exits.\n\n\n' : '\n\n\n')
  for (;;) {
    const line = await readLine(pc.terminal, 'grub> ')
    if (line === undefined) {
      if (back) return
      out.print('\n')
      continue
    }
    await runLine(grub, line)
  }
}

/** Runs what was typed; an error is shown. */
export async function runLine(grub: Grub, line: string): Promise<void> {
  try {
    await grub.run(line)
  } catch (error) {
    if (error instanceof ScriptError) grub.showSyntaxError(error)
    else if (error instanceof GrubError) grub.showError(error)
    else throw error
  }
}
