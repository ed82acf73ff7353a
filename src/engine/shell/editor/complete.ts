/** What completes the word at the cursor. */
export interface CompletionRequest {
  /** The words of the command so far, unquoted; the last is the one being completed and may be empty. */
  readonly words: readonly string[]
  /** Environment of the shell, for PATH and HOME. */
  readonly cwd: string
}
export interface Candidate {
  /** The whole word, unquoted. */
  readonly text: string
  /** What listings show, where it is not the text. */
  readonly label?: string
  /** No blank after it: a directory, or `--flag=`. */
  readonly open?: boolean
}
/** Completes the arguments of one program. Undefined: complete paths instead. */
export type CompletionSource = (request: CompletionRequest) => Promise<readonly Candidate[] | undefined>
