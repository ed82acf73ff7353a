import { concatBytes, decode, encode } from '../../base/text.ts'

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

/** A byte that an escape gives. Above ASCII it stands as a lone surrogate, U+DC00 and its value, until it is written. */
const byteOf = (value: number): string => String.fromCharCode(value < 0x80 ? value : 0xdc00 + value)
const LONE = /[\u{dc80}-\u{dcff}]+/gu

const bytesIn = (text: string): Uint8Array => Uint8Array.from(text, (unit) => unit.charCodeAt(0) - 0xdc00)

/** Bytes that are characters in UTF-8 become these. */
const joined = (text: string): string =>
  text.replace(LONE, (run) => {
    const whole = decode(bytesIn(run))
    return whole.includes('\ufffd') ? run : whole
  })

/** What is written for a text with such bytes. */
export function withBytes(text: string): string | Uint8Array {
  const parts: Uint8Array[] = []
  let from = 0
  for (const { 0: run, index } of text.matchAll(LONE)) {
    parts.push(encode(text.slice(from, index)), bytesIn(run))
    from = index + run.length
  }
  return from === 0 ? text : concatBytes([...parts, encode(text.slice(from))])
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
      out += byteOf(Number.parseInt(octal[0], 8) & 255)
      i += octal[0].length
    } else if (hex) {
      out += byteOf(Number.parseInt(hex[1]!, 16))
      i += hex[0].length
    } else if (unicode) {
      out += String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(unicode[1] ?? unicode[2]!, 16)))
      i += unicode[0].length
    } else if (next === 'c' && kind !== 'quote') return { text: joined(out), stopped: true }
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
  return { text: joined(out), stopped: false }
}
