import { graphemes } from './width.ts'

/** The line being edited. `cursor` is an offset into `text`, between two graphemes. */
export interface Buffer {
  readonly text: string
  readonly cursor: number
  /** What was cut last, for C-y; successive cuts join. */
  readonly killed: string
  /** The last command cut something. */
  readonly killing: boolean
  readonly undo: readonly { readonly text: string; readonly cursor: number }[]
}

export const EMPTY_BUFFER: Buffer = { text: '', cursor: 0, killed: '', killing: false, undo: [] }

export type Edit = (buffer: Buffer) => Buffer

const UNDO_LIMIT = 200

/** A buffer with other text, from which `undo` comes back. */
function change(buffer: Buffer, text: string, cursor: number): Buffer {
  if (text === buffer.text) return move(buffer, cursor)
  const undo = [...buffer.undo, { text: buffer.text, cursor: buffer.cursor }].slice(-UNDO_LIMIT)
  return { ...buffer, text, cursor, killing: false, undo }
}
const move = (buffer: Buffer, cursor: number): Buffer => ({ ...buffer, cursor, killing: false })

/** Replaces the whole line and goes to its end. */
export const replaceText = (buffer: Buffer, text: string): Buffer => change(buffer, text, text.length)

export const insertText = (buffer: Buffer, text: string): Buffer =>
  change(
    buffer,
    buffer.text.slice(0, buffer.cursor) + text + buffer.text.slice(buffer.cursor),
    buffer.cursor + text.length,
  )

/** Replaces what stands between two offsets. */
export const replaceRange = (buffer: Buffer, from: number, to: number, text: string): Buffer =>
  change(buffer, buffer.text.slice(0, from) + text + buffer.text.slice(to), from + text.length)

const before = (buffer: Buffer): number =>
  buffer.cursor - (graphemes(buffer.text.slice(0, buffer.cursor)).at(-1)?.length ?? 0)
const after = (buffer: Buffer): number =>
  buffer.cursor + (graphemes(buffer.text.slice(buffer.cursor))[0]?.length ?? 0)

const WORD = /[\p{L}\p{N}_]/u

/** Start of the word before the cursor: letters and digits. */
function wordStart(buffer: Buffer): number {
  const left = [...buffer.text.slice(0, buffer.cursor)]
  while (left.length > 0 && !WORD.test(left.at(-1)!)) left.pop()
  while (left.length > 0 && WORD.test(left.at(-1)!)) left.pop()
  return left.join('').length
}
function wordEnd(buffer: Buffer): number {
  const right = [...buffer.text.slice(buffer.cursor)]
  let at = buffer.cursor
  while (right.length > 0 && !WORD.test(right[0]!)) at += right.shift()!.length
  while (right.length > 0 && WORD.test(right[0]!)) at += right.shift()!.length
  return at
}
/** Start of the word before the cursor: anything but white space (C-w). */
const blankStart = (buffer: Buffer): number =>
  buffer.text.slice(0, buffer.cursor).replace(/\S*\s*$/, '').length

/** Cuts a stretch. Cuts in a row join, in the order of the text. */
function cut(buffer: Buffer, from: number, to: number): Buffer {
  if (from === to) return buffer
  const text = buffer.text.slice(from, to)
  const backwards = to === buffer.cursor
  const killed = !buffer.killing ? text : backwards ? text + buffer.killed : buffer.killed + text
  return {
    ...change(buffer, buffer.text.slice(0, from) + buffer.text.slice(to), from),
    killed,
    killing: true,
  }
}

function transpose(buffer: Buffer): Buffer {
  const all = graphemes(buffer.text)
  let index = graphemes(buffer.text.slice(0, buffer.cursor)).length
  if (index === all.length) index--
  if (index < 1) return buffer
  const swapped = [...all.slice(0, index - 1), all[index]!, all[index - 1]!, ...all.slice(index + 1)]
  return change(buffer, swapped.join(''), swapped.slice(0, index + 1).join('').length)
}

function changeWord(how: (word: string) => string): Edit {
  return (buffer) => {
    const end = wordEnd(buffer)
    return replaceRange(buffer, buffer.cursor, end, how(buffer.text.slice(buffer.cursor, end)))
  }
}
const capitalize = (word: string): string =>
  word.toLowerCase().replace(/[\p{L}\p{N}]/u, (letter) => letter.toUpperCase())

/** The editing commands, by the names that Readline gives them. Each is a pure function. */
export const EDITS: Readonly<Record<string, Edit>> = {
  'beginning-of-line': (buffer) => move(buffer, 0),
  'end-of-line': (buffer) => move(buffer, buffer.text.length),
  'forward-char': (buffer) => move(buffer, after(buffer)),
  'backward-char': (buffer) => move(buffer, before(buffer)),
  'forward-word': (buffer) => move(buffer, wordEnd(buffer)),
  'backward-word': (buffer) => move(buffer, wordStart(buffer)),
  'delete-char': (buffer) => replaceRange(buffer, buffer.cursor, after(buffer), ''),
  'backward-delete-char': (buffer) => replaceRange(buffer, before(buffer), buffer.cursor, ''),
  'kill-line': (buffer) => cut(buffer, buffer.cursor, buffer.text.length),
  'unix-line-discard': (buffer) => cut(buffer, 0, buffer.cursor),
  'unix-word-rubout': (buffer) => cut(buffer, blankStart(buffer), buffer.cursor),
  'kill-word': (buffer) => cut(buffer, buffer.cursor, wordEnd(buffer)),
  'backward-kill-word': (buffer) => cut(buffer, wordStart(buffer), buffer.cursor),
  yank: (buffer) => insertText(buffer, buffer.killed),
  'transpose-chars': transpose,
  'upcase-word': changeWord((word) => word.toUpperCase()),
  'downcase-word': changeWord((word) => word.toLowerCase()),
  'capitalize-word': changeWord(capitalize),
  undo: (buffer) => {
    const last = buffer.undo.at(-1)
    return last ? { ...buffer, ...last, killing: false, undo: buffer.undo.slice(0, -1) } : buffer
  },
}
