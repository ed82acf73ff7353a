/** Blanks between words (BuildKit, parser.reWhitespace). */
const BLANKS = /[\t\v\f\r ]+/
const isSpace = (char: string): boolean => /\s/.test(char)

/** Splits at the first run of blanks, or at every one. */
export const splitAtBlank = (text: string): [first: string, rest?: string] => {
  const match = BLANKS.exec(text)
  return match ? [text.slice(0, match.index), text.slice(match.index + match[0].length)] : [text]
}
export const splitAtBlanks = (text: string): string[] => (text === '' ? [] : text.split(BLANKS))

/** Splits at blanks outside of quotes; quotes and escapes stay as they are (BuildKit, parser.parseWords). */
export function splitWords(text: string, escapeToken = '\\'): string[] {
  const words: string[] = []
  let word = ''
  let quote = ''
  let quoted = false
  const end = (): void => {
    if (quoted || word !== '') words.push(word)
    word = ''
    quoted = false
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (quote === '' && isSpace(char)) {
      end()
      continue
    }
    if (char === escapeToken && quote !== "'") {
      if (at + 1 === text.length) break
      word += char + text[++at]
      continue
    }
    if (quote === '' && (char === "'" || char === '"')) {
      quote = char
      quoted = true
    } else if (char === quote) quote = ''
    word += char
  }
  end()
  return words
}

/** The flags at the beginning of arguments, without quotes, and what is left (BuildKit, parser.extractBuilderFlags). */
export function splitFlags(text: string, escapeToken: string): { flags: string[]; rest: string } {
  const flags: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (word === undefined) {
      if (isSpace(char)) continue
      if (!text.startsWith('--', at)) return { flags, rest: text.slice(at) }
      word = ''
    }
    if (quote === '' && isSpace(char)) {
      if (word === '--') return { flags, rest: text.slice(at) }
      flags.push(word)
      word = undefined
    } else if (char === escapeToken) {
      at++
      word += text[at] ?? ''
    } else if (quote === '' && (char === "'" || char === '"')) quote = char
    else if (char === quote) quote = ''
    else word += char
  }
  if (word !== undefined && word !== '--') flags.push(word)
  return { flags, rest: '' }
}
