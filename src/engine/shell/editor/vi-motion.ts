import type { Line } from './line.ts'
import { graphemes } from './width.ts'

const isIdent = (c: string | undefined): boolean => c !== undefined && /^[\p{L}\p{N}_]/u.test(c)
const isSpace = (c: string | undefined): boolean => c === ' ' || c === '\t'
const isPunctuation = (c: string | undefined): boolean => c !== undefined && !isIdent(c) && !isSpace(c)

/** The line as graphemes, with the place of the cursor among them. */
interface Cells {
  readonly all: readonly string[]
  at: number
}
type Walk = (cells: Cells) => void

const nextWord: Walk = (c) => {
  if (isIdent(c.all[c.at])) while (isIdent(c.all[c.at])) c.at++
  else while (isPunctuation(c.all[c.at])) c.at++
  while (isSpace(c.all[c.at])) c.at++
}
const nextBigWord: Walk = (c) => {
  while (c.at < c.all.length && !isSpace(c.all[c.at])) c.at++
  while (isSpace(c.all[c.at])) c.at++
}
const previousWord: Walk = (c) => {
  const starts = isIdent(c.all[c.at]) !== isIdent(c.all[c.at - 1])
  if (starts || (isPunctuation(c.all[c.at]) && isSpace(c.all[c.at - 1]))) c.at--
  while (c.at > 0 && isSpace(c.all[c.at])) c.at--
  const same = isIdent(c.all[c.at]) ? isIdent : isPunctuation
  while (c.at > 0 && same(c.all[c.at - 1])) c.at--
}
const previousBigWord: Walk = (c) => {
  if (isSpace(c.all[c.at - 1])) c.at--
  while (c.at > 0 && isSpace(c.all[c.at])) c.at--
  while (c.at > 0 && !isSpace(c.all[c.at - 1])) c.at--
}
const endWord =
  (big: boolean): Walk =>
  (c) => {
    if (!isSpace(c.all[c.at])) c.at++
    while (isSpace(c.all[c.at])) c.at++
    const first = c.all[c.at]
    const same = big
      ? (each: string | undefined): boolean => each !== undefined && !isSpace(each)
      : isIdent(first)
        ? isIdent
        : isPunctuation
    if (first !== undefined) while (same(c.all[c.at])) c.at++
    c.at--
  }

const FORWARD: Readonly<Record<string, Walk>> = {
  w: nextWord,
  W: nextBigWord,
  e: endWord(false),
  E: endWord(true),
}
const BACKWARD: Readonly<Record<string, Walk>> = { b: previousWord, B: previousBigWord }

/** Where `w W e E b B` lead (Readline's vi_mode.c). `extra`: a blank is thought behind the line, for an operator. */
export function wordMotion(line: Line, key: string, count: number, extra: boolean): number {
  const before = graphemes(line.text.slice(0, line.point))
  const all = [...before, ...graphemes(line.text.slice(line.point)), ...(extra ? [' '] : [])]
  const cells: Cells = { all, at: before.length }
  const forward = FORWARD[key]
  for (; count > 0; count--) {
    if (forward ? cells.at >= all.length - 1 : cells.at <= 0) break
    ;(forward ?? BACKWARD[key]!)(cells)
  }
  const at = Math.max(0, Math.min(cells.at, all.length))
  return Math.min(line.end, all.slice(0, at).join('').length)
}

const PAIRS = '()[]{}'

/** The bracket that answers the next one in the line; undefined for none. */
export function matchingBracket(line: Line): number | undefined {
  let from = line.point
  while (from < line.end && !PAIRS.includes(line.text[from]!)) from++
  if (from >= line.end) return undefined
  const open = PAIRS.indexOf(line.text[from]!)
  const other = PAIRS[open ^ 1]
  const step = open % 2 === 0 ? 1 : -1
  let depth = 0
  for (let at = from; at >= 0 && at < line.end; at += step) {
    if (line.text[at] === line.text[from]) depth++
    else if (line.text[at] === other && --depth === 0) return at
  }
  return undefined
}
