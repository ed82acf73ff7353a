/** What vi mode remembers between keys. */
export class ViState {
  /** Keys are commands, not text. */
  commanding = false
  /** Text typed since insertion began, for `.`. */
  inserted = ''
  private typing = false
  /** What `.` does again. */
  change: { readonly keys: string; text: string | undefined } | undefined
  /** Digits of the count before the command. */
  argument = ''
  /** Commands were given on this line: what was typed before the first is not undone. */
  commanded = false
  /** Direction of `n` in the history. */
  searchStep: 1 | -1 = -1
  /** `f`, `F`, `t`, `T`, for `;` and `,`. */
  sought: { readonly key: string; readonly char: string } | undefined
  readonly marks = new Map<string, number>()

  begin(): void {
    this.commanding = false
    this.commanded = false
    this.marks.clear()
    this.change = { keys: 'i', text: '' }
    this.typing = true
    this.inserted = ''
  }
  startTyping(): void {
    this.commanding = false
    this.typing = true
    this.inserted = ''
  }
  type(character: string): void {
    if (this.typing) this.inserted += character
  }
  stopTyping(): string {
    const { inserted } = this
    this.typing = false
    this.commanding = true
    return inserted
  }
}
