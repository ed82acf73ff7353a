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

/** What is completed: by the place in the command (`any`), or one kind of name. */
export type CompletionKind =
  | 'any'
  | 'command'
  | 'filename'
  | 'hostname'
  | 'username'
  | 'variable'
  | 'glob'
  | 'glob-start'

/** Candidates for the stretch of text from `from` to the cursor. */
export interface Completion {
  readonly from: number
  readonly candidates: readonly Candidate[]
  /** A candidate as it must be written there, quoted. `final`: it is the only one. */
  quote(candidate: Candidate, final: boolean): string
}

/** What all texts begin with. */
export function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? ''
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1)
  return prefix
}
