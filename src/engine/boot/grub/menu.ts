import { SECOND } from '../../base/time.ts'
import type { Key } from '../terminal.ts'
import type { Grub, MenuEntry } from './shell.ts'

/** Rows of entries that the box shows. */
const ROWS = 12
const WIDTH = 76
const TOP = 5
export const TITLE = 'GNU GRUB  version 2.06-13+deb12u2'

/** What a person chose in a menu. */
export type Choice =
  | { readonly kind: 'run'; readonly index: number; readonly automatic: boolean }
  | { readonly kind: 'edit'; readonly index: number }
  | { readonly kind: 'command-line' | 'back' }

/** The frame around a menu or an editor, with its title. */
export function drawFrame({ out }: Grub): void {
  out.clear()
  out.at(2, Math.floor((80 - TITLE.length) / 2), TITLE)
  const edge = `+${'-'.repeat(WIDTH)}+`
  out.at(TOP - 1, 2, edge)
  for (let row = 0; row < ROWS; row++) {
    out.at(TOP + row, 2, '|')
    out.at(TOP + row, 3 + WIDTH, '|')
  }
  out.at(TOP + ROWS, 2, edge)
}

const HELP = [
  'Use the ^ and v keys to select which entry is highlighted.          ',
  "Press enter to boot the selected OS, `e' to edit the commands       ",
  "before booting or `c' for a command-line.",
]

/** Shows a menu and waits for a choice. `timeout`: seconds until the default is taken, undefined: for ever. */
export async function showMenu(
  grub: Grub,
  entries: readonly MenuEntry[],
  chosen: number,
  timeout: number | undefined,
  nested: boolean,
): Promise<Choice> {
  const { out, pc } = grub
  let at = chosen
  let first = Math.max(0, at - ROWS + 1)
  const row = (index: number): void => {
    const entry = entries[index]
    const text = entry ? `${index === at ? '*' : ' '}${entry.title}` : ''
    const more =
      index - first === ROWS - 1 && index < entries.length - 1
        ? 'v'
        : index === first && first > 0
          ? '^'
          : ' '
    out.at(TOP + index - first, 3, `${text.slice(0, WIDTH).padEnd(WIDTH)}${more === ' ' ? '' : more}`)
  }
  const rows = (): void => {
    for (let i = first; i < Math.min(entries.length, first + ROWS); i++) row(i)
  }
  pc.terminal.place = 'grub-menu'
  drawFrame(grub)
  const help = nested
    ? [...HELP.slice(0, 2), `${HELP[2]} ESC to return             `, 'previous menu.']
    : HELP
  for (const [i, line] of help.entries()) out.at(TOP + ROWS + 2 + i, 7, line)
  rows()
  let left = timeout
  for (;;) {
    if (left !== undefined)
      out.at(23, 1, `   The highlighted entry will be executed automatically in ${left}s.                 `)
    const key: Key | undefined = await pc.terminal.key(left === undefined ? undefined : SECOND)
    if (key === undefined) {
      if (left === 0) return { kind: 'run', index: at, automatic: true }
      left!--
      continue
    }
    if (left !== undefined) out.at(23, 1, ' '.repeat(79))
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
    if (at < first || at >= first + ROWS) {
      first = at < first ? at : at - ROWS + 1
      rows()
    } else {
      row(before)
      row(at)
    }
  }
}
