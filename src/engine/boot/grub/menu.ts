import { SECOND } from '../../base/time.ts'
import type { Key } from '../terminal.ts'
import { drawFrame } from './frame.ts'
import type { Grub, MenuEntry } from './shell.ts'

/** What a person chose in a menu. */
export type Choice =
  | { readonly kind: 'run'; readonly index: number; readonly automatic: boolean }
  | { readonly kind: 'edit'; readonly index: number }
  | { readonly kind: 'command-line' | 'back' }

const HELP = [
  'Use the ^ and v keys to select which entry is highlighted.          ',
  "Press enter to boot the selected OS, `e' to edit the commands       ",
  "before booting or `c' for a command-line.",
]

/** What it says of the time that is left; a narrow terminal has room for less (normal/menu_text.c, menu_text_print_timeout). */
function countdownText(seconds: number, width: number): string {
  const text = `   The highlighted entry will be executed automatically in ${seconds}s.`
  return text.length > width ? `   ${seconds}s remaining. ` : text.padEnd(width + 3)
}

/** Shows a menu and waits for a choice. `timeout`: seconds until the default is taken, undefined: for ever. */
export async function showMenu(
  grub: Grub,
  entries: readonly MenuEntry[],
  chosen: number,
  timeout: number | undefined,
  nested: boolean,
): Promise<Choice> {
  const { out, pc } = grub
  pc.terminal.place = 'grub-menu'
  const help = nested
    ? [...HELP.slice(0, 2), `${HELP[2]} ESC to return             `, 'previous menu.']
    : HELP
  const { top, rows: height, width, countdown } = drawFrame(grub, help)
  let at = chosen
  let first = Math.max(0, at - height + 1)
  const row = (index: number): void => {
    const entry = entries[index]
    const text = entry ? `${index === at ? '*' : ' '}${entry.title}` : ''
    const more =
      index - first === height - 1 && index < entries.length - 1
        ? 'v'
        : index === first && first > 0
          ? '^'
          : ' '
    out.at(top + index - first, 3, `${text.slice(0, width).padEnd(width)}${more === ' ' ? '' : more}`)
  }
  const rows = (): void => {
    for (let i = first; i < Math.min(entries.length, first + height); i++) row(i)
  }
  rows()
  let left = timeout
  for (;;) {
    if (left !== undefined) out.at(countdown, 1, countdownText(left, width))
    const key: Key | undefined = await pc.terminal.key(left === undefined ? undefined : SECOND)
    if (key === undefined) {
      if (left === 0) return { kind: 'run', index: at, automatic: true }
      left!--
      continue
    }
    if (left !== undefined) out.at(countdown, 1, ' '.repeat(width + 3))
    left = undefined
    const hot = entries.findIndex(({ hotkey }) => hotkey === key)
    if (hot >= 0) return { kind: 'run', index: hot, automatic: false }
    const before = at
    switch (key) {
      case 'up':
      case 'ctrl-p':
        at = Math.max(0, at - 1)
        break
      case 'down':
      case 'ctrl-n':
        at = Math.min(entries.length - 1, at + 1)
        break
      case 'home':
      case 'ctrl-a':
        at = 0
        break
      case 'end':
      case 'ctrl-e':
        at = entries.length - 1
        break
      case 'enter':
      case 'right':
      case 'ctrl-f':
        return { kind: 'run', index: at, automatic: false }
      case 'e':
        return { kind: 'edit', index: at }
      case 'c':
        return { kind: 'command-line' }
      case 'escape':
        if (nested) return { kind: 'back' }
    }
    if (at === before) continue
    if (at < first || at >= first + height) {
      first = at < first ? at : at - height + 1
      rows()
    } else {
      row(before)
      row(at)
    }
  }
}
