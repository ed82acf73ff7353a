/** The command at the cursor, cut into words, for completion. */
export interface CommandLine {
  /** Words before the one at the cursor, unquoted. */
  readonly before: readonly string[]
  /** The word at the cursor as far as it is written, unquoted. */
  readonly word: string
  /** Where it starts in the text. */
  readonly from: number
  /** The quote it stands in: `"`, `'` or none. */
  readonly quote: '' | '"' | "'"
  /** It stands in backquotes that are open. */
  readonly backquoted: boolean
  /** It is the target of a redirection. */
  readonly redirected: boolean
}

/** Reads the text up to the cursor as a shell would, tolerating what is unfinished. */
export function commandAt(text: string, cursor: number): CommandLine {
  let before: string[] = []
  let word = ''
  let from = -1
  let quote: '' | '"' | "'" = ''
  let redirected = false
  let backquoted = false
  const end = (): void => {
    if (from >= 0) {
      if (!redirected) before.push(word)
      redirected = false
    }
    word = ''
    from = -1
  }
  for (let i = 0; i < cursor; i++) {
    const c = text[i]!
    if (quote !== '') {
      if (c === quote) quote = ''
      else if (c === '\\' && quote === '"' && i + 1 < cursor) word += text[++i]
      else word += c
      continue
    }
    if (/[\s;|&()<>`]/.test(c)) {
      end()
      if (/[;|&()\n`]/.test(c)) before = []
      if (c === '`') backquoted = !backquoted
      if (/[<>]/.test(c)) redirected = true
      continue
    }
    if (from < 0) from = i
    if (c === '"' || c === "'") quote = c
    else if (c === '\\' && i + 1 < cursor) word += text[++i]
    else word += c
  }
  while (/^[A-Za-z_]\w*=/.test(before[0] ?? '') || /^\{$/.test(before[0] ?? '')) before.shift()
  return { before, word, from: from < 0 ? cursor : from, quote, backquoted, redirected }
}
