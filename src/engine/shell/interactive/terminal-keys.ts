import type { ControlCharacters, ControlName } from '../../kernel/termios.ts'
import type { KeyBindings } from '../editor/inputrc.ts'

const COMMANDS: readonly (readonly [ControlName, emacs: string, vi: string])[] = [
  ['erase', 'backward-delete-char', 'backward-delete-char'],
  ['kill', 'unix-line-discard', 'unix-line-discard'],
  ['werase', 'unix-word-rubout', 'vi-unix-word-rubout'],
  ['lnext', 'quoted-insert', 'quoted-insert'],
]

/**
 * The terminal's own editing characters are keys of the line editor, too, whatever else they were bound to; those of `before` that have changed are
 * plain characters again (Readline's rltty.c, rl_tty_set_default_bindings). A key that begins longer sequences stays what it is.
 */
export function bindTerminalKeys(
  bindings: KeyBindings,
  chars: ControlCharacters,
  before: ControlCharacters,
  mode: 'emacs' | 'vi',
): void {
  if (bindings.variables.get('bind-tty-special-chars') === 'off') return
  const keymap = mode === 'vi' ? bindings.viInsert : bindings.emacs
  const bind = (byte: number, name: string): void => {
    const key = String.fromCharCode(byte)
    if (byte !== 0 && !keymap.isPrefix(key)) keymap.bind(key, { kind: 'command', name })
  }
  for (const [name] of COMMANDS) if (chars[name] !== before[name]) bind(before[name], 'self-insert')
  for (const [name, emacs, vi] of COMMANDS) bind(chars[name], mode === 'vi' ? vi : emacs)
}
