import { SERIAL_SIZE } from '../terminal.ts'
import type { Grub } from './shell.ts'
import { TITLE } from './text.ts'

const TOP = 5
/** Where things are on the screen of a menu or an editor; rows and columns from 1. */
export interface Frame {
  /** First row in the box, and how many it has. */
  readonly top: number
  readonly rows: number
  /** Columns in the box. */
  readonly width: number
  /** Row of the countdown. */
  readonly countdown: number
}

/**
 * Draws the box with its title, and the help below. A terminal that is smaller than GRUB takes one for
 * (GRUB manual, terminfo -g) has a smaller box.
 */
export function drawFrame({ out, pc }: Grub, help: readonly string[]): Frame {
  const columns = Math.min(SERIAL_SIZE.columns, pc.terminal.size.columns)
  const height = Math.min(SERIAL_SIZE.rows, pc.terminal.size.rows)
  const whole = columns === SERIAL_SIZE.columns
  const lines = whole ? help : wrapped(help.join(' '), columns - 4)
  // The box of the whole screen has room for three lines of help.
  const rows = Math.max(1, height - 9 - (whole ? 3 : lines.length))
  const width = columns - 4
  out.clear()
  out.at(2, Math.max(1, Math.floor((columns - TITLE.length) / 2)), TITLE)
  const edge = `+${'-'.repeat(width)}+`
  out.at(TOP - 1, 2, edge)
  for (let row = 0; row < rows; row++) {
    out.at(TOP + row, 2, '|')
    out.at(TOP + row, 3 + width, '|')
  }
  out.at(TOP + rows, 2, edge)
  for (const [i, line] of lines.entries()) out.at(TOP + rows + 2 + i, whole ? 7 : 3, line)
  return { top: TOP, rows, width, countdown: height - 1 }
}

function wrapped(text: string, width: number): string[] {
  const lines = ['']
  for (const word of text.split(/ +/)) {
    const line = lines.at(-1)!
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}
