/** Quotes text so that the shell reads it as one word: `a`, `'a b'`, `$'a\n'` (`set -x`, `${x@Q}`, `trap`). */
export function shellQuote(text: string): string {
  if (text === '') return "''"
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return forceQuote(text)
}

/** Always with quotes, as `${x@Q}` and `declare -p` of odd values. */
export function forceQuote(text: string): string {
  if (/[\x00-\x1f\x7f]/.test(text)) return `$'${text.replace(/[\\'\x00-\x1f\x7f]/g, ansi)}'`
  return `'${text.replaceAll("'", "'\\''")}'`
}

const NAMED: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\x07': '\\a',
  '\b': '\\b',
  '\v': '\\v',
  '\f': '\\f',
  '\x1b': '\\E',
}
const ansi = (c: string): string =>
  NAMED[c] ?? (c === '\\' || c === "'" ? `\\${c}` : `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)

/** With backslashes, as `printf %q` and completion do. */
export function backslashQuote(text: string): string {
  if (text === '') return "''"
  if (/[\x00-\x1f\x7f]/.test(text)) return forceQuote(text)
  return text.replace(/[ !"#$&'()*,;<>?[\\\]^`{|}]/g, '\\$&').replace(/^~/, '\\~')
}

/** In double quotes, as `declare -p` and `export -p` show values. */
export const doubleQuote = (text: string): string =>
  /[\x00-\x08\x0b-\x1f\x7f]|\n/.test(text) ? forceQuote(text) : `"${text.replace(/["$\\`]/g, '\\$&')}"`
