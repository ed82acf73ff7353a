const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gs

const withoutEscapes = (text: string): string =>
  text.replace(ESCAPE, (_, x?: string, u?: string, U?: string, octal?: string, c?: string) => {
    if (c !== undefined) return SIMPLE[c] ?? c
    const code = octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt((x ?? u ?? U)!, 16)
    return String.fromCodePoint(code)
  })

/** strconv.Unquote for a Go string literal, in quotes or back quotes. */
export const unquote = (literal: string): string =>
  literal.startsWith('`') ? literal.slice(1, -1).replaceAll('\r', '') : withoutEscapes(literal.slice(1, -1))

/** The character of a Go character literal. */
export const unquoteRune = (literal: string): string => withoutEscapes(literal.slice(1, -1))
