import type { Entry } from './entry.ts'

const decoder = new TextDecoder()
/** Lines that are shown at most, and characters of one. */
const MOST_LINES = 500
const MOST_CHARACTERS = 400

/**
 * What a session types, in lines, as one reads it before anything runs: read from the keys themselves, so that it cannot say anything else
 * than what comes. What is erased again is left out; other control characters are shown as `^C`.
 */
export function preview(entries: readonly Entry[]): string[] {
  const typed = new Map<number, string>()
  const lines: string[] = []
  for (const { event } of entries) {
    if (lines.length === MOST_LINES) break
    if (event.kind === 'power') lines.push(`⏻ ${event.press}`)
    if (event.kind === 'put') lines.push(`→ ${event.path}`)
    if (event.kind !== 'input') continue
    let line = typed.get(event.terminal) ?? ''
    for (const key of latin(event.bytes)) {
      if (key === '\r' || key === '\n') {
        if (line !== '') lines.push(readable(line))
        line = ''
      } else if (key === '\x7f' || key === '\b') line = withoutLast(line)
      else line += key
    }
    typed.set(event.terminal, line)
  }
  for (const line of typed.values()) if (line !== '') lines.push(readable(line))
  return lines.slice(0, MOST_LINES)
}

/** A character a byte: a character of UTF-8 may come in pieces. */
const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 65536))

const bytesOf = (line: string): Uint8Array => Uint8Array.from(line, (c) => c.charCodeAt(0))

/** Without its last character of UTF-8. */
function withoutLast(line: string): string {
  let end = line.length - 1
  while (end > 0 && (line.charCodeAt(end) & 0xc0) === 0x80) end -= 1
  return line.slice(0, Math.max(0, end))
}

function readable(line: string): string {
  const text = decoder
    .decode(bytesOf(line))
    // A key that sends a sequence, and the marks of a paste.
    .replace(/\x1b\[20[01]~/g, '')
    .replace(/\p{Cc}/gu, (control) => `^${String.fromCharCode(control.charCodeAt(0) ^ 64)}`)
    // What turns the direction of writing, or shows as nothing, would let a line look like another.
    .replace(/[\p{Cf}\p{Zl}\p{Zp}]/gu, '�')
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}
