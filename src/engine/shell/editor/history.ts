/** A walk through earlier lines. The line being written stands behind the last one. */
export class HistoryWalk {
  private readonly lines: readonly string[]
  private at: number
  private draft = ''
  constructor(lines: readonly string[]) {
    this.lines = lines
    this.at = lines.length
  }
  /** The line before; undefined at the first. */
  previous(current: string): string | undefined {
    return this.go(this.at - 1, current)
  }
  next(current: string): string | undefined {
    return this.go(this.at + 1, current)
  }
  first(current: string): string | undefined {
    return this.go(0, current)
  }
  last(current: string): string | undefined {
    return this.go(this.lines.length, current)
  }
  private go(to: number, current: string): string | undefined {
    if (to < 0 || to > this.lines.length || to === this.at) return undefined
    if (this.at === this.lines.length) this.draft = current
    this.at = to
    return to === this.lines.length ? this.draft : this.lines[to]
  }
  /** Index of the last line before `from` that holds the text; -1 for none. */
  search(text: string, from = this.lines.length): number {
    for (let i = Math.min(from, this.lines.length) - 1; i >= 0; i--)
      if (this.lines[i]!.includes(text)) return i
    return -1
  }
  line(index: number): string {
    return this.lines[index] ?? ''
  }
  /** Last word of the n-th line from the end (1 is the last); undefined for none. */
  lastArgument(n: number): string | undefined {
    return this.lines.at(-n)?.trim().split(/\s+/).at(-1)
  }
  moveTo(index: number): void {
    this.at = index
  }
}
