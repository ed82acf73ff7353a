const SIMPLE: Record<string, string> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

/**
 * Replaces backslash escapes in a binary string (one character a byte). `zeroOctal` takes `\0nnn` as echo(1) does, else
 * `\nnn` as printf(1) does. `stop`: a `\c` ended the text.
 */
export function unescapeBytes(text: string, zeroOctal: boolean): { text: string; stop: boolean } {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\' || i === text.length - 1) {
      out += text[i]
      continue
    }
    const rest = text.slice(i + 1)
    const octal = (zeroOctal ? /^0([0-7]{0,3})/ : /^([0-7]{1,3})/).exec(rest)
    const hexadecimal = /^x([0-9a-fA-F]{1,2})/.exec(rest)
    if (rest[0] === 'c') return { text: out, stop: true }
    if (octal) {
      out += String.fromCharCode(Number.parseInt(octal[1] || '0', 8) & 255)
      i += octal[0].length
    } else if (hexadecimal) {
      out += String.fromCharCode(Number.parseInt(hexadecimal[1]!, 16))
      i += hexadecimal[0].length
    } else if (SIMPLE[rest[0]!] !== undefined) {
      out += SIMPLE[rest[0]!]
      i++
    } else out += '\\'
  }
  return { text: out, stop: false }
}
