const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
}
/** What Go's unicode.IsPrint refuses: controls, format characters, unassigned, separators but for the space. */
const UNPRINTABLE = /^[\p{C}\p{Zl}\p{Zp}]$|^[^\P{Zs} ]$/u

const escapeCode = (code: number): string =>
  code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`

function escapeRune(rune: string, delimiter: string): string {
  if (rune === delimiter) return `\\${rune}`
  const known = ESCAPES[rune]
  if (known !== undefined) return known
  if (!UNPRINTABLE.test(rune)) return rune
  const code = rune.codePointAt(0)!
  return code < 0x20 || code === 0x7f ? `\\x${code.toString(16).padStart(2, '0')}` : escapeCode(code)
}

const quoteWith = (text: string, delimiter: string, escaped = escapeRune): string => {
  let quoted = delimiter
  for (const rune of text) quoted += escaped(rune, delimiter)
  return quoted + delimiter
}

/** strconv.QuoteToASCII: what `%+q` prints. */
export const quoteAscii = (text: string): string =>
  quoteWith(text, '"', (rune, delimiter) => {
    const code = rune.codePointAt(0)!
    return code < 0x80 ? escapeRune(rune, delimiter) : escapeCode(code)
  })

/** strconv.Quote: what `%q` prints for a string. */
export const quote = (text: string): string => quoteWith(text, '"')

/** strconv.QuoteRune: what `%q` prints for a character. */
export const quoteRune = (rune: string): string => quoteWith(rune, "'")
