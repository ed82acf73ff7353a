const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
}

/** Escapes as in `$'…'`, `echo -e` and `printf`. `stopped`: a `\c` ended the output. */
export function ansiC(
  text: string,
  kind: 'quote' | 'echo' | 'printf' = 'quote',
): { text: string; stopped: boolean } {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    const next = text[i + 1]
    if (c !== '\\' || next === undefined) {
      out += c
      continue
    }
    const rest = text.slice(i + 1)
    const octal = (
      kind === 'echo' ? /^0[0-7]{0,3}/ : kind === 'printf' ? /^0?[0-7]{1,3}/ : /^[0-7]{1,3}/
    ).exec(rest)
    const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest)
    const unicode = /^(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/.exec(rest)
    if (octal) {
      out += String.fromCharCode(Number.parseInt(octal[0], 8) & 255)
      i += octal[0].length
    } else if (hex) {
      out += String.fromCharCode(Number.parseInt(hex[1]!, 16))
      i += hex[0].length
    } else if (unicode) {
      out += String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(unicode[1] ?? unicode[2]!, 16)))
      i += unicode[0].length
    } else if (next === 'c' && kind !== 'quote') return { text: out, stopped: true }
    else if (next === 'c' && text[i + 2] !== undefined) {
      out += String.fromCharCode(text.charCodeAt(i + 2) & 31)
      i += 2
    } else if (SIMPLE[next] !== undefined && !(kind === 'echo' && /["'?]/.test(next))) {
      out += SIMPLE[next]
      i++
    } else {
      out += c + next
      i++
    }
  }
  return { text: out, stopped: false }
}
