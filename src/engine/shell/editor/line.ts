import { graphemes } from './width.ts'

/** One entry of the undo list, newest last: what was done, or the ends of a group that is undone at once. */
export type UndoStep =
  | { readonly kind: 'insert'; readonly start: number; readonly end: number }
  | { readonly kind: 'delete'; readonly start: number; readonly text: string }
  | { readonly kind: 'begin' }
  | { readonly kind: 'end' }

/** Typed characters of ASCII join to steps of this many (Readline's text.c). */
const JOINED = 20

/** The line being edited, with Readline's undo list. Offsets are of UTF-16 units and stand between graphemes. */
export class Line {
  text = ''
  point = 0
  mark = 0
  undo: UndoStep[] = []
  private undoing = false

  get end(): number {
    return this.text.length
  }

  /** Takes other text without an undo step, as a search does. */
  show(text: string): void {
    this.text = text
    this.point = Math.min(this.point, text.length)
  }

  insert(text: string): void {
    if (text === '') return
    const start = this.point
    this.text = this.text.slice(0, start) + text + this.text.slice(start)
    this.point = start + text.length
    if (this.undoing) return
    const last = this.undo.at(-1)
    if (
      text.length === 1 &&
      text < '\x80' &&
      last?.kind === 'insert' &&
      last.end === start &&
      last.end - last.start < JOINED
    )
      this.undo[this.undo.length - 1] = { ...last, end: last.end + 1 }
    else this.undo.push({ kind: 'insert', start, end: this.point })
  }

  /** Deletes between two offsets, in either order. The cursor stays where it is while that is in the line. */
  remove(from: number, to: number): string {
    const [start, end] = from < to ? [from, to] : [to, from]
    const text = this.text.slice(start, end)
    this.text = this.text.slice(0, start) + this.text.slice(end)
    if (!this.undoing && text !== '') this.undo.push({ kind: 'delete', start, text })
    this.point = Math.min(this.point, this.text.length)
    this.mark = Math.min(this.mark, this.text.length)
    return text
  }

  /** Deletes a stretch and writes other text in its place, as one step. */
  replace(from: number, to: number, text: string): void {
    this.group(() => {
      this.remove(from, to)
      this.point = from
      this.insert(text)
    })
  }

  /** What is done within is undone at once. */
  group(change: () => void): void {
    this.undo.push({ kind: 'begin' })
    change()
    this.undo.push({ kind: 'end' })
  }

  /** Undoes one step or group; false where nothing is left. */
  undoOne(): boolean {
    let depth = 0
    if (this.undo.length === 0) return false
    this.undoing = true
    do {
      const step = this.undo.pop()
      if (step === undefined) break
      if (step.kind === 'end') depth++
      else if (step.kind === 'begin') depth--
      else if (step.kind === 'delete') {
        this.point = step.start
        this.insert(step.text)
      } else {
        this.remove(step.start, step.end)
        this.point = step.start
      }
    } while (depth > 0)
    this.undoing = false
    return true
  }

  /** Offset of the next grapheme after `at`. */
  next(at: number): number {
    return at + (graphemes(this.text.slice(at, at + 64))[0]?.length ?? 0)
  }
  previous(at: number): number {
    return at - (graphemes(this.text.slice(0, at)).at(-1)?.length ?? 0)
  }
  /** The grapheme at an offset; empty at the end. */
  at(offset: number): string {
    return this.text.slice(offset, this.next(offset))
  }
}
