/** What a line that goes on is still within: a quote, or nothing. */
export function openQuote(text: string): '' | "'" | '"' {
  let quote: '' | "'" | '"' = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (c === '\\' && quote !== "'") i++
    else if (quote !== '') {
      if (c === quote) quote = ''
    } else if (c === "'" || c === '"') quote = c
    else if (c === '#' && /\s/.test(text[i - 1] ?? ' ')) {
      while (i < text.length && text[i] !== '\n') i++
    }
  }
  return quote
}

/** After these another line follows without a semicolon (bash, parse.y: no_semi_successors). */
const NO_SEMICOLON =
  /(?:[{(;&|)]|(?:^|[;&|({\n]\s*)(?:do|then|else|if|elif|while|until)|(?:for|case|select)\s+\S+\s+in)\s*$/

/** The lines of one command as the history keeps them: on one line, as `cmdhist` says, where that means the same. */
export function joinLines(text: string): string {
  const [first = '', ...rest] = text.replace(/\n$/, '').split('\n')
  let out = first
  let delimiter: string | undefined
  for (const line of rest) {
    const heredoc = /<<-?\s*\\?(['"]?)([\w.]+)\1/.exec(delimiter === undefined ? out : '')
    if (heredoc) delimiter = heredoc[2]
    if (delimiter !== undefined) {
      out += `\n${line}`
      if (line.replace(/^\t+/, '') === delimiter) return out
    } else if (openQuote(out) !== '') out += `\n${line}`
    else if (/(?:^|[^\\])(?:\\\\)*\\$/.test(out)) out = out.slice(0, -1) + line
    else if (line.trim() === '' || line.trim().startsWith('#')) out += `\n${line}`
    else if (out.endsWith('\n')) out += line
    else out += `${NO_SEMICOLON.test(out) ? ' ' : '; '}${line.replace(/^[ \t]+/, '')}`
  }
  return out
}
