import {
  CONTROL_NAMES,
  COOKED,
  type ControlName,
  type Termios,
  type WindowSize,
} from '../../kernel/termios.ts'
import { isOn, MODES, type Word } from './modes.ts'

/** Words in lines (stty.c, wrapf). Unlike busybox, coreutils does not count the space before a word and fills the last column. */
class Lines {
  text = ''
  private column = 0
  private readonly width: number
  constructor(width: number, busybox: boolean) {
    this.width = busybox ? width - 2 : width
  }
  add(word: string): void {
    if (this.column > 0 && this.column + word.length > this.width) this.end()
    if (this.column > 0) {
      this.text += ' '
      this.column++
    }
    this.text += word
    this.column += word.length
  }
  end(): void {
    this.text += '\n'
    this.column = 0
  }
}

/** Busybox has another name for one, and tells all characters because it knows no default for that. */
export const charName = (name: ControlName, busybox: boolean): string =>
  busybox && name === 'discard' ? 'flush' : name

/** A character as `^C`, `M-a` or itself. */
function visible(byte: number): string {
  if (byte === 0) return '<undef>'
  const low = byte & 127
  const shown = low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? '^?' : String.fromCharCode(low)
  return byte > 127 ? `M-${shown}` : shown
}

/** All that there is: `stty -a`. */
export function showAll(modes: Termios, size: WindowSize, width: number, busybox: boolean): string {
  const lines = new Lines(width, busybox)
  lines.add(`speed ${modes.baud} baud;`)
  lines.add(`rows ${size.rows}; columns ${size.columns};`)
  lines.add(`line = ${modes.discipline};`)
  lines.end()
  for (const name of CONTROL_NAMES) lines.add(`${charName(name, busybox)} = ${visible(modes.chars[name])};`)
  lines.add(`min = ${modes.min}; time = ${modes.time};`)
  let word: Word | undefined
  for (const mode of MODES) {
    if (mode.alias) continue
    if (mode.word !== word) lines.end()
    word = mode.word
    if (isOn(mode, modes)) lines.add(mode.name)
    else if (mode.reversible) lines.add(`-${mode.name}`)
  }
  lines.end()
  return lines.text
}

/** What is not as `sane` sets it. */
export function showChanged(modes: Termios, width: number, busybox: boolean): string {
  const lines = new Lines(width, busybox)
  lines.add(`speed ${modes.baud} baud;`)
  lines.add(`line = ${modes.discipline};`)
  lines.end()
  const changed = CONTROL_NAMES.filter((name) => busybox || modes.chars[name] !== COOKED.chars[name])
  for (const name of changed) lines.add(`${charName(name, busybox)} = ${visible(modes.chars[name])};`)
  if (!modes.icanon || busybox) lines.add(`min = ${modes.min}; time = ${modes.time};`)
  if (changed.length > 0 || !modes.icanon) lines.end()
  for (const word of ['control', 'input', 'output', 'local'] as const) {
    const odd = MODES.filter((mode) => mode.word === word && !mode.alias).flatMap((mode) => {
      if (isOn(mode, modes)) return mode.sane === 'unset' ? [mode.name] : []
      return mode.sane === 'set' && mode.reversible ? [`-${mode.name}`] : []
    })
    for (const each of odd) lines.add(each)
    if (odd.length > 0) lines.end()
  }
  return lines.text
}
