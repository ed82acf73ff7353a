import { EngineError } from '../../base/errors.ts'

const invalid = (text: string): EngineError => new EngineError('invalid', text)

/** Splits at blanks outside of quotes; quotes and backslashes stay as they are (BuildKit, parser.parseWords). */
export function splitWords(text: string): string[] {
  const words: string[] = []
  let word = ''
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (quote === '' && /\s/.test(char)) {
      if (word !== '') words.push(word)
      word = ''
      continue
    }
    word += char
    if (char === '\\' && quote !== "'" && i + 1 < text.length) word += text[++i]
    else if (quote === '' ? char === '"' || char === "'" : char === quote) quote = quote === '' ? char : ''
  }
  if (word !== '') words.push(word)
  return words
}

/** Names and values of ENV and LABEL: `A=1 B=2`, or the old `A the rest`. */
export function nameValues(instruction: string, text: string): [name: string, value: string][] {
  const words = splitWords(text)
  if (words.length === 0) throw invalid(`${instruction} requires at least one argument`)
  if (!words[0]!.includes('=')) {
    const old = /^(\S+)\s+(.*)$/s.exec(text)
    if (!old) throw invalid(`${instruction} must have two arguments`)
    return [[old[1]!, old[2]!]]
  }
  return words.map((word) => {
    const at = word.indexOf('=')
    if (at < 0)
      throw invalid(`Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`)
    return [word.slice(0, at), word.slice(at + 1)]
  })
}

/** A word without its quotes, `$NAME` and `${NAME}` replaced (BuildKit, shell.Lex); `env` holds `NAME=value`. */
export function expandWord(word: string, env: readonly string[]): string {
  const fail = (why: string): EngineError => invalid(`failed to process ${JSON.stringify(word)}: ${why}`)
  const value = (name: string): string | undefined =>
    env.findLast((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
  let out = ''
  let quoted = false
  for (let at = 0; at < word.length; ) {
    const char = word[at]!
    if (char === "'" && !quoted) {
      const end = word.indexOf("'", at + 1)
      if (end < 0) throw fail('unexpected end of statement while looking for matching single-quote')
      out += word.slice(at + 1, end)
      at = end + 1
    } else if (char === '"') {
      quoted = !quoted
      at++
    } else if (char === '\\') {
      const next = word[at + 1] ?? ''
      out += quoted && !'"$\\'.includes(next) ? `\\${next}` : next
      at += 2
    } else if (char === '$') {
      const { text, length } = variable(word.slice(at), value, fail)
      out += text
      at += length
    } else {
      out += char
      at++
    }
  }
  if (quoted) throw fail('unexpected end of statement while looking for matching double-quote')
  return out
}

function variable(
  text: string,
  value: (name: string) => string | undefined,
  fail: (why: string) => EngineError,
): { text: string; length: number } {
  const plain = /^\$([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?!-])/.exec(text)
  if (plain) return { text: value(plain[1]!) ?? '', length: plain[0].length }
  if (!text.startsWith('${')) return { text: '$', length: 1 }
  const braced = /^\$\{([A-Za-z_][A-Za-z0-9_]*|[0-9])(?:(:?[-+?])([^}]*))?\}/.exec(text)
  if (!braced)
    throw fail(text.includes('}') ? 'unsupported modifier in substitution' : "syntax error: missing '}'")
  const [all, name, modifier, rest = ''] = braced
  const found = value(name!)
  const set = modifier?.startsWith(':') ? found !== undefined && found !== '' : found !== undefined
  switch (modifier?.at(-1)) {
    case '-':
      return { text: set ? found! : rest, length: all.length }
    case '+':
      return { text: set ? rest : '', length: all.length }
    case '?':
      if (!set) throw fail(`${name}: ${rest || 'not allowed to be unset'}`)
  }
  return { text: found ?? '', length: all.length }
}

/** A JSON list of texts; undefined for anything else. */
export function jsonWords(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
