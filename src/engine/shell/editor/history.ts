import type { Line, UndoStep } from './line.ts'

interface Saved {
  readonly text: string
  readonly undo: UndoStep[]
}

/**
 * A walk through earlier lines. The line being written stands behind the last one. An earlier line that is changed
 * stays changed in the list, with its own undo list, until it is run: then it gets its text back.
 */
export class HistoryWalk {
  readonly lines: string[]
  at: number
  private draft: Saved | undefined
  private readonly saved = new Map<number, Saved>()
  private readonly originals = new Map<number, string>()

  constructor(lines: string[]) {
    this.lines = lines
    this.at = lines.length
  }

  get length(): number {
    return this.lines.length
  }

  /** The line at an index as a search sees it; at `length` the one being written. */
  text(index: number, line: Line): string {
    if (index === this.at) return line.text
    return index === this.lines.length ? (this.draft?.text ?? '') : this.lines[index]!
  }

  /** Puts the line of another index into the editor, after keeping this one. The cursor goes to its end. */
  go(to: number, line: Line): void {
    this.keep(line)
    this.at = to
    const saved = to === this.lines.length ? this.draft : this.saved.get(to)
    line.text = to === this.lines.length ? (this.draft?.text ?? '') : this.lines[to]!
    line.undo = saved?.undo ?? []
    line.point = line.end
    line.mark = 0
  }

  private keep(line: Line): void {
    const saved = { text: line.text, undo: line.undo }
    if (this.at === this.lines.length) {
      this.draft = saved
      return
    }
    const stored = this.lines[this.at]!
    if (stored !== line.text && !this.originals.has(this.at)) this.originals.set(this.at, stored)
    this.lines[this.at] = line.text
    this.saved.set(this.at, saved)
  }

  /** The line is run: the entry that it came from is as it was. */
  accept(): void {
    const original = this.originals.get(this.at)
    if (original !== undefined) this.lines[this.at] = original
  }

  /**
   * Index of the next line from `from` on in a direction that holds the text, or begins with it; -1 for none.
   * `from` itself counts.
   */
  find(text: string, from: number, step: 1 | -1, anchored = false): number {
    for (let i = from; i >= 0 && i < this.lines.length; i += step) {
      const line = this.lines[i]!
      if (anchored ? line.startsWith(text) : line.includes(text)) return i
    }
    return -1
  }
}
