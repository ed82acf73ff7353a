const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]?))/g

/** Go's escapes between `delimiter`s; undefined where one is none of Go's. */
function withoutEscapes(text: string, delimiter: string): string | undefined {
  let wrong = false
  const plain = text.replace(ESCAPE, (_, x?: string, u?: string, U?: string, octal?: string, c?: string) => {
    const known = c === delimiter ? c : SIMPLE[c ?? '']
    if (known !== undefined) return known
    const code = octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt(x ?? u ?? U ?? '', 16)
    const tooLarge = octal !== undefined ? code > 255 : code > 0x10ffff || (code >= 0xd800 && code < 0xe000)
    if (Number.isNaN(code) || tooLarge) wrong = true
    return wrong ? '' : String.fromCodePoint(code)
  })
  return wrong ? undefined : plain
}

/** strconv.Unquote for a Go string literal, in quotes or back quotes; undefined for bad syntax. */
export const unquote = (literal: string): string | undefined =>
  literal.startsWith('`')
    ? literal.slice(1, -1).replaceAll('\r', '')
    : withoutEscapes(literal.slice(1, -1), '"')

/** The characters of a Go character literal, one if it is right; undefined for bad syntax. */
export const unquoteRune = (literal: string): string | undefined => withoutEscapes(literal.slice(1, -1), "'")
