import type { Line } from './line.ts'

/** Letters and digits of any script: what Readline's word commands call a word. The underscore is none. */
export const isWord = (grapheme: string): boolean => /^[\p{L}\p{N}]/u.test(grapheme)
export const isBlank = (grapheme: string): boolean => /^[ \t]/.test(grapheme)

/** So many graphemes on; never beyond the ends. */
export function charsFrom(line: Line, count: number): number {
  let at = line.point
  for (; count > 0 && at < line.end; count--) at = line.next(at)
  for (; count < 0 && at > 0; count++) at = line.previous(at)
  return at
}

/** The end of the next word, or with a negative count the start of one before. */
export function wordsFrom(line: Line, count: number): number {
  let at = line.point
  for (; count > 0; count--) {
    while (at < line.end && !isWord(line.at(at))) at = line.next(at)
    while (at < line.end && isWord(line.at(at))) at = line.next(at)
  }
  for (; count < 0; count++) {
    while (at > 0 && !isWord(line.at(line.previous(at)))) at = line.previous(at)
    while (at > 0 && isWord(line.at(line.previous(at)))) at = line.previous(at)
  }
  return at
}

/** Start of the word of anything but `isBreak`, so many before the cursor. */
export function stretchBefore(line: Line, count: number, isBreak: (grapheme: string) => boolean): number {
  let at = line.point
  for (; count > 0; count--) {
    while (at > 0 && isBreak(line.at(line.previous(at)))) at = line.previous(at)
    while (at > 0 && !isBreak(line.at(line.previous(at)))) at = line.previous(at)
  }
  return at
}

/** `to`: on the character; `before`: short of it. */
export interface CharSearch {
  readonly forward: boolean
  readonly until: boolean
  readonly char: string
}

/** Where the n-th such character stands from the cursor on; `failed` where there are fewer (_rl_char_search_internal). */
export function searchChar(
  line: Line,
  count: number,
  { forward, until, char }: CharSearch,
): { readonly point: number; readonly failed: boolean } {
  let { point } = line
  let at = point
  for (; count > 0; count--) {
    for (;;) {
      if (forward ? at >= line.end : at <= 0) return { point, failed: true }
      at = forward ? line.next(at) : line.previous(at)
      if (line.at(at) === char) break
    }
    point = !until ? at : forward ? line.previous(at) : line.next(at)
  }
  return { point, failed: false }
}

const isDelimiter = (c: string): boolean => /^[;&|<>() \t\n]/.test(c)

/** Stretches of a line in which a shell takes characters as they are: quoted text with its quotes. */
function quotedOffsets(text: string): Set<number> {
  const quoted = new Set<number>()
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (c === '\\') quoted.add(++i)
    else if (c === "'" || c === '"') {
      quoted.add(i)
      while (++i < text.length && text[i] !== c) {
        quoted.add(i)
        if (c === '"' && text[i] === '\\') quoted.add(++i)
      }
      quoted.add(i)
    }
  }
  return quoted
}

/**
 * As `wordsFrom`, by the words of the shell: what metacharacters and blanks outside quotes divide. Backwards, the
 * first character of the line is never looked at, as in bash (bashline.c): a blank there belongs to the first word.
 */
export function shellWordsFrom(line: Line, count: number): number {
  const quoted = quotedOffsets(line.text)
  const divides = (at: number): boolean => isDelimiter(line.text[at]!) && !quoted.has(at)
  let at = line.point
  for (; count > 0; count--) {
    while (at < line.end && divides(at)) at = line.next(at)
    while (at < line.end && !divides(at)) at = line.next(at)
  }
  for (; count < 0; count++) {
    at = line.previous(at)
    while (at > 0 && divides(at)) at = line.previous(at)
    while (at > 0 && (line.previous(at) === 0 || !divides(line.previous(at)))) at = line.previous(at)
  }
  return at
}
