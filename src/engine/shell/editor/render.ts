import { graphemes, graphemeWidth } from './width.ts'

/** Where something ends on the screen, counted from the row the prompt starts on. */
export interface Position {
  readonly row: number
  readonly column: number
}

/** What the screen shows at present. */
export interface Shown {
  readonly prompt: string
  readonly text: string
  readonly cursor: number
  readonly columns: number
  /** Row of the cursor. */
  readonly row: number
}

/** Parts of a prompt between \x01 and \x02, and escape sequences, take no columns. */
const visible = (prompt: string): string =>
  prompt.replace(/\x01[^\x02]*\x02/g, '').replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07/g, '')

const printable = (prompt: string): string => prompt.replace(/[\x01\x02]/g, '')

/** Where the cursor stands after the text, on a terminal of so many columns. */
export function advance(from: Position, text: string, columns: number): Position {
  let { row, column } = from
  for (const each of graphemes(text)) {
    if (each === '\n') {
      row++
      column = 0
      continue
    }
    const width = graphemeWidth(each)
    if (column + width > columns) {
      row++
      column = 0
    }
    column += width
    if (column >= columns) {
      row++
      column = 0
    }
  }
  return { row, column }
}

/** Where the character at the cursor is shown: on the next row, where it is too wide for what is left of this one. */
function cursorAt(promptEnd: Position, text: string, cursor: number, columns: number): Position {
  const before = advance(promptEnd, text.slice(0, cursor), columns)
  const next = graphemes(text.slice(cursor, cursor + 64))[0]
  if (next === undefined || next === '\n') return before
  if (before.column + graphemeWidth(next) <= columns) return before
  return { row: before.row + 1, column: 0 }
}

/** Makes a terminal wrap a full row, so that it knows both rows to be one line: a blank that the next character covers. */
const WRAP = ' \r'

const START: Position = { row: 0, column: 0 }

/** Control characters as `^X`. The terminal makes CR NL of line breaks (onlcr). */
const shownText = (text: string): string =>
  text.replace(/[\x00-\x09\x0b-\x1f\x7f]/g, (c) => `^${String.fromCharCode(c.charCodeAt(0) ^ 64)}`)

/** Sequence that brings the screen from what it shows to a line, and what it shows then. */
export function draw(
  old: Shown | undefined,
  line: { readonly prompt: string; readonly text: string; readonly cursor: number },
  columns: number,
): { readonly output: string; readonly shown: Shown } {
  const promptEnd = advance(START, visible(line.prompt), columns)
  const end = advance(promptEnd, line.text, columns)
  const at = cursorAt(promptEnd, line.text, line.cursor, columns)
  const shown: Shown = { ...line, columns, row: at.row }
  const appended = appendedText(old, line, columns)
  if (appended !== undefined && end.column > 0) return { output: appended, shown }
  if (old && old.text === line.text && old.prompt === line.prompt && old.columns === columns) {
    const from = cursorAt(promptEnd, line.text, old.cursor, columns)
    return { output: travel(from, at), shown }
  }
  let output = ''
  if (old) output += `${old.row > 0 ? `\x1b[${old.row}A` : ''}\r\x1b[J`
  output += printable(line.prompt) + shownText(line.text)
  if (end.column === 0 && end.row > 0 && !/\n$/.test(line.text || line.prompt)) output += WRAP
  return { output: output + travel(end, at), shown }
}

/** The new text when it only grew at its end, where the cursor is. */
function appendedText(
  old: Shown | undefined,
  line: { readonly prompt: string; readonly text: string; readonly cursor: number },
  columns: number,
): string | undefined {
  if (!old || old.prompt !== line.prompt || old.columns !== columns) return undefined
  if (old.cursor !== old.text.length || line.cursor !== line.text.length) return undefined
  if (!line.text.startsWith(old.text)) return undefined
  const added = line.text.slice(old.text.length)
  return /^[\x20-\x7e\u3400-\u9fff\uac00-\ud7a3]*$/.test(added) ? added : undefined
}

function travel(from: Position, to: Position): string {
  if (from.row === to.row && from.column === to.column) return ''
  const up = from.row - to.row
  const rows = up > 0 ? `\x1b[${up}A` : up < 0 ? `\x1b[${-up}B` : ''
  return `${rows}\r${to.column > 0 ? `\x1b[${to.column}C` : ''}`
}

/** Sequence that puts the cursor behind the end of the line. */
export function toEnd(shown: Shown): string {
  if (shown.cursor === shown.text.length) return ''
  const end = advance(advance(START, visible(shown.prompt), shown.columns), shown.text, shown.columns)
  const down = end.row - shown.row
  return `${down > 0 ? `\x1b[${down}B` : ''}\r${end.column > 0 ? `\x1b[${end.column}C` : ''}`
}

/** Words in columns, as a listing of completions: down first. */
export function columnsOf(
  words: readonly string[],
  columns: number,
  width: (text: string) => number,
): string {
  const cell = Math.max(...words.map(width)) + 2
  const count = Math.max(1, Math.floor(columns / cell))
  const rows = Math.ceil(words.length / count)
  let out = ''
  for (let row = 0; row < rows; row++) {
    let line = ''
    for (let i = row; i < words.length; i += rows) {
      const word = words[i]!
      line += i + rows < words.length ? word + ' '.repeat(cell - width(word)) : word
    }
    out += `${line}\n`
  }
  return out
}
