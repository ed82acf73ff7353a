/** A line that was edited at a prompt, as its shell tells of it. */
export interface EditedLine {
  /** As it was when it ended. */
  readonly text: string
  /** Entered, given up by the key that interrupts, or the end of the input. */
  readonly end: 'entered' | 'interrupted' | 'end-of-file'
  /** Functions of the line editor that ran, by Readline's names, and how often. */
  readonly functions: ReadonlyMap<string, number>
}

/** Such a line, and what became of it: undefined where nothing was run. */
export interface RunLine extends EditedLine {
  readonly command: string | undefined
}

/** The lines of a terminal that are remembered. */
const MOST = 500

/** Lines that were edited on a terminal, oldest first. */
export class EditedLines {
  private lines: readonly RunLine[] = []

  add(line: EditedLine): void {
    this.lines = [...this.lines.slice(1 - MOST), { ...line, command: undefined }]
  }
  /** What the last line is about to be run as: history is expanded, and a command may have several lines. */
  runAs(command: string): void {
    const last = this.lines.at(-1)
    if (last) this.lines = [...this.lines.slice(0, -1), { ...last, command }]
  }
  get all(): readonly RunLine[] {
    return this.lines
  }
}
