const OPERATOR = /^(?:<<<|<<-|&>>|;;&|<<|>>|>&|<&|>\||<>|&&|\|\||\|&|;;|;&|&>|[;&|()<>])/

/** Words of a line as history expansion divides them: operators are words, quotes hold together (histexpand.c). */
export function historyWords(text: string): string[] {
  const words: string[] = []
  let i = 0
  while (i < text.length) {
    const c = text[i]!
    if (/\s/.test(c)) {
      i++
      continue
    }
    const operator = OPERATOR.exec(text.slice(i))?.[0]
    if (operator !== undefined && !/^[<>]\(/.test(text.slice(i))) {
      words.push(operator)
      i += operator.length
      continue
    }
    const end = wordEnd(text, i)
    words.push(text.slice(i, end))
    i = end
  }
  return words
}

function wordEnd(text: string, from: number): number {
  let quote = ''
  for (let i = from; i < text.length; i++) {
    const c = text[i]!
    if (quote !== '') {
      if (c === '\\' && quote === '"') i++
      else if (c === quote) quote = ''
    } else if (c === '\\') i++
    else if (/['"`]/.test(c)) quote = c
    else if (c === '$' && text[i + 1] === '(') i = closing(text, i + 1)
    else if (/[\s;&|()<>]/.test(c)) return i
  }
  return text.length
}

function closing(text: string, from: number): number {
  let depth = 0
  for (let i = from; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')' && --depth === 0) return i
  }
  return text.length
}
