import { isRawByte } from './text.ts'

const SAFE = /^[A-Za-z0-9%+,\-./:@\]_\u00a1-\ud7ff\ue000-\uffff]+$/
const CONTROL = /[\x00-\x1f\x7f-\x9f]|(?<![\ud800-\udbff])[\udc80-\udcff]/
const NAMED: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

function needsQuotes(name: string): boolean {
  if (SAFE.test(name)) return false
  if (name === '' || /[\s!"$&()*;<=>?[\\^`|']/.test(name) || CONTROL.test(name)) return true
  return /^[#~]/.test(name) || name === '{' || name === '}'
}

function escapeUnit(unit: string): string {
  const named = NAMED[unit]
  if (named) return named
  const code = unit.charCodeAt(0)
  return `\\${(isRawByte(code) ? code - 0xdc00 : code).toString(8).padStart(3, '0')}`
}

/** `shell-escape-always` of gnulib's quotearg: always quoted, control characters as `$'\n'`. */
export function quoteAlways(name: string): string {
  if (name.includes("'") && /^[A-Za-z0-9%+,\-./:@\]_ '#~{}\u00a1-\ud7ff\ue000-\uffff]*$/.test(name))
    return `"${name}"`
  let text = "'"
  let escaped = false
  for (const char of name) {
    if (CONTROL.test(char)) {
      if (!escaped) text += "'$'"
      escaped = true
      text += escapeUnit(char)
      continue
    }
    if (escaped) text += "''"
    escaped = false
    text += char === "'" ? "'\\''" : char
  }
  return `${text}'`
}

/** `shell-escape`: quoted only where a shell would need it. What GNU's messages and a terminal's `ls` show. */
export const quoteFile = (name: string): string => (needsQuotes(name) ? quoteAlways(name) : name)

/** Unprintable characters as `?`: `ls -q`, and busybox's ls on a terminal. */
export const questionMarks = (name: string): string =>
  name.replace(/[\x00-\x1f\x7f-\x9f]|(?<![\ud800-\udbff])[\udc80-\udcff]/g, '?')
