/** Most entries that are kept (Readline's DEFAULT_MAX_KILLS). */
const SIZE = 10

/** What was cut. Cuts in a row make one entry. It lives as long as the shell. */
export class KillRing {
  private readonly entries: string[] = []
  private at = 0

  /** `joins`: the command before cut as well; `forward`: the text stood after the cursor. */
  keep(text: string, joins: boolean, forward: boolean): void {
    const last = this.entries.at(-1)
    if (joins && last !== undefined)
      this.entries[this.entries.length - 1] = forward ? last + text : text + last
    else {
      this.entries.push(text)
      if (this.entries.length > SIZE) this.entries.shift()
    }
    this.at = this.entries.length - 1
  }
  get current(): string | undefined {
    return this.entries[this.at]
  }
  /** Goes to the entry before, after the first to the last. */
  turn(): void {
    this.at = this.at === 0 ? this.entries.length - 1 : this.at - 1
  }
}
