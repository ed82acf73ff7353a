import type { Completion, CompletionKind } from './complete.ts'
import type { Keymap } from './keymap.ts'
import type { Line } from './line.ts'
import type { Searching } from './search.ts'
import type { ViState } from './vi-state.ts'

export type LineResult =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'end' }

/** The keymaps of a shell; `bind` changes them. */
export interface Keymaps {
  readonly emacs: Keymap
  readonly viInsert: Keymap
  readonly viCommand: Keymap
}

/** What the editor asks its shell. */
export interface EditorHost {
  readonly bracketedPaste: boolean
  readonly keymaps: Keymaps
  mode(): 'emacs' | 'vi'
  complete(kind: CompletionKind, text: string, cursor: number): Promise<Completion>
  /** Words of a line as history expansion divides them. */
  words(text: string): string[]
  /** `shell-expand-line`, `history-expand-line`, `tilde-expand`, `glob-expand-word`: the new text, or why not. */
  expand(how: string, text: string): Promise<{ readonly text: string } | { readonly error: string }>
  /** Runs a command bound with `bind -x`, which may change the line. */
  runShell(command: string, line: Line): Promise<void>
  /** Reads the init file again. */
  reread(): void
  /** `display-shell-version`. */
  readonly version: string
}

/** An editor as its commands see it. */
export interface Interactive extends Searching {
  readonly host: EditorHost
  readonly viState: ViState
  /** What M-. put in: how far back, which word, in which direction. */
  readonly yanked: { skip: number; count: number | undefined; direction: number; done: boolean }
  searchedFrom: { index: number; prefix: string; shown: string }
  result: LineResult | undefined
  /** Where the next line starts in the history (C-o). */
  continueAt: number | undefined
  overwrite: boolean
  readonly count: number
  readonly lastKey: string
  setArgument(count: number, sign: 1 | -1, explicit: boolean): void
  dispatch(): Promise<void>
  run(name: string, sequence: string): Promise<void>
  insertTyped(character: string, count: number): void
  /** Shows text below the line, then the line again. */
  say(text: string): Promise<void>
  readonly screen: {
    clear(all: boolean): Promise<void>
    list(line: Line, labels: readonly string[]): Promise<void>
  }
  flowControl(on: boolean): void
}
export type KeyCommand = (ed: Interactive, count: number, sequence: string) => Promise<void> | void
export type KeyCommands = Readonly<Record<string, KeyCommand>>
