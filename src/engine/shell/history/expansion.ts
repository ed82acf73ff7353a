import { historyWords } from './words.ts'

/** A designator that means nothing here: `!nosuch: event not found`. */
export class HistoryError extends Error {}

export interface Expanded {
  readonly text: string
  /** Something was replaced. */
  readonly changed: boolean
  /** `:p`: it is shown and remembered, not run. */
  readonly printOnly: boolean
}

/** What expansions of a session remember: the last `s/a/b/` and the last `?text?`. */
export interface ExpansionMemory {
  substitution: { readonly from: string; readonly to: string } | undefined
  sought: string
}

interface Cursor {
  readonly text: string
  at: number
}

/** History expansion of a line (bash, "History Expansion"). Throws HistoryError, with bash's words. */
export function expandHistory(line: string, history: readonly string[], memory: ExpansionMemory): Expanded {
  const quick = /^\^((?:[^^\\]|\\.)*)(?:\^((?:[^^\\]|\\.)*)(?:\^(.*))?)?$/s.exec(line)
  if (quick) return expandHistory(`!!:s^${quick[1]}^${quick[2] ?? ''}^${quick[3] ?? ''}`, history, memory)
  const cursor: Cursor = { text: line, at: 0 }
  let out = ''
  let quote = ''
  let changed = false
  let printOnly = false
  while (cursor.at < line.length) {
    const c = line[cursor.at]!
    if (quote === "'") {
      if (c === "'") quote = ''
      out += c
      cursor.at++
    } else if (c === '\\') {
      out += line.slice(cursor.at, cursor.at + 2)
      cursor.at += 2
    } else if (c === '!' && startsEvent(line, cursor.at, quote)) {
      const done = event(cursor, out, history, memory, quote)
      out += done.text
      printOnly ||= done.printOnly
      changed = true
    } else {
      if (c === '"') quote = quote === '"' ? '' : '"'
      else if (c === "'" && quote === '') quote = "'"
      else if (c === '#' && quote === '' && /(?:^|\s)$/.test(out)) {
        out += line.slice(cursor.at)
        break
      }
      out += c
      cursor.at++
    }
  }
  return { text: out, changed, printOnly }
}

/** `!` begins an event unless white space, `=` or the end follows, or it belongs to `[!…]`, `${!…}`, `$!`. */
function startsEvent(line: string, at: number, quote: string): boolean {
  const next = line[at + 1]
  if (next === undefined || /[\s=]/.test(next)) return false
  if (next === '"' && quote === '"') return false
  const before = line.slice(0, at)
  return !/\[$|\$\{$|\$$/.test(before)
}

function event(
  cursor: Cursor,
  before: string,
  history: readonly string[],
  memory: ExpansionMemory,
  quote: string,
): { text: string; printOnly: boolean } {
  const start = cursor.at
  const { line, needle } = eventLine(cursor, before, history, memory, quote)
  const failure = (why: string): HistoryError =>
    new HistoryError(`${cursor.text.slice(start, cursor.at)}: ${why}`)
  if (line === undefined) throw failure('event not found')
  let text = selectWords(cursor, line, needle, failure)
  let printOnly = false
  let wide: 'g' | 'G' | '' = ''
  for (;;) {
    const modifier = /^:([gaG]?)([htrepqx&s])/.exec(cursor.text.slice(cursor.at))
    if (!modifier) {
      if (/^:[A-Za-z]/.test(cursor.text.slice(cursor.at))) {
        const rest = cursor.text.slice(cursor.at + 1)
        throw new HistoryError(`:${rest.split(/\s/)[0]}: unrecognized history modifier`)
      }
      break
    }
    wide = modifier[1] === 'a' ? 'g' : (modifier[1] as 'g' | 'G' | '')
    cursor.at += modifier[0].length
    switch (modifier[2]) {
      case 'h':
        text = text.includes('/') ? text.replace(/\/[^/]*$/, '') : text
        break
      case 't':
        text = text.replace(/^.*\//s, '')
        break
      case 'r':
        text = text.replace(/\.[^./]*$/, '')
        break
      case 'e':
        text = /\.[^./]*$/.exec(text)?.[0] ?? text
        break
      case 'p':
        printOnly = true
        break
      case 'q':
        text = `'${text.replaceAll("'", "'\\''")}'`
        break
      case 'x':
        text = text
          .split(/\s+/)
          .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
          .join(' ')
        break
      default:
        text = substitute(cursor, modifier[2]!, text, memory, wide, failure)
    }
  }
  return { text, printOnly }
}

function eventLine(
  cursor: Cursor,
  before: string,
  history: readonly string[],
  memory: ExpansionMemory,
  quote: string,
): { line: string | undefined; needle: string | undefined } {
  const rest = cursor.text.slice(cursor.at + 1)
  const take = (length: number): void => {
    cursor.at += 1 + length
  }
  if (rest.startsWith('!')) {
    take(1)
    return { line: history.at(-1), needle: undefined }
  }
  if (rest.startsWith('#')) {
    take(1)
    return { line: before, needle: undefined }
  }
  const number = /^(-?)(\d+)/.exec(rest)
  if (number) {
    take(number[0].length)
    const n = Number(number[2])
    return { line: number[1] ? history.at(-n) : history[n - 1], needle: undefined }
  }
  if (/^[:$^*%-]/.test(rest)) {
    take(0)
    return { line: history.at(-1), needle: undefined }
  }
  const within = /^\?([^?\n]*)\??/.exec(rest)
  if (within) {
    take(within[0].length)
    const needle = within[1] || memory.sought
    memory.sought = needle
    return { line: history.findLast((each) => each.includes(needle)), needle }
  }
  const name = (quote === '"' ? /^[^\s:;&()|<>"]+/ : /^[^\s:;&()|<>]+/).exec(rest)?.[0] ?? ''
  const start = name.replace(/(?<=.)[$^*%].*$/, '')
  take(start.length)
  return {
    line: start === '' ? undefined : history.findLast((each) => each.startsWith(start)),
    needle: undefined,
  }
}

function selectWords(
  cursor: Cursor,
  line: string,
  needle: string | undefined,
  failure: (why: string) => HistoryError,
): string {
  const spec = /^(?::?([$^*%])|:(\d+|\^|\$|%)?(?:(-)(\d+|\$)?|(\*))?|-(\d+|\$)?)/.exec(
    cursor.text.slice(cursor.at),
  )
  if (!spec || /^:$|^$/.test(spec[0])) return line
  const [whole, short, first, range, last, star] = spec
  const words = historyWords(line)
  const bare = /^-(\d+|\$)?$/.exec(whole)
  if (short === undefined && first === undefined && !range && !star && !bare) return line
  cursor.at += whole.length
  const end = words.length - 1
  const numberOf = (text: string): number =>
    text === '$'
      ? end
      : text === '^'
        ? 1
        : text === '%'
          ? Math.max(
              0,
              words.findIndex((w) => needle !== undefined && w.includes(needle)),
            )
          : Number(text)
  const pick = (from: number, to: number): string => {
    if (from > to + 1 || from > words.length || to > end || from < 0) throw failure('bad word specifier')
    return words.slice(from, to + 1).join(' ')
  }
  if (bare) return pick(0, bare[1] === undefined ? end - 1 : numberOf(bare[1]))
  if (short === '*') return words.slice(1).join(' ')
  if (short !== undefined) return pick(numberOf(short), numberOf(short))
  const from = first === undefined ? 0 : numberOf(first)
  if (star) return words.slice(from).join(' ')
  if (!range) return pick(from, from)
  return pick(from, last === undefined ? end - 1 : numberOf(last))
}

function substitute(
  cursor: Cursor,
  kind: string,
  text: string,
  memory: ExpansionMemory,
  wide: 'g' | 'G' | '',
  failure: (why: string) => HistoryError,
): string {
  if (kind === 's') {
    const delimiter = cursor.text[cursor.at] ?? ''
    const part = (): string => {
      let out = ''
      while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== delimiter) {
        if (cursor.text[cursor.at] === '\\' && cursor.text[cursor.at + 1] === delimiter) cursor.at++
        out += cursor.text[cursor.at++]
      }
      cursor.at++
      return out
    }
    cursor.at++
    const from = part() || memory.substitution?.from || memory.sought
    const to = part()
    cursor.at = Math.min(cursor.at, cursor.text.length)
    memory.substitution = { from, to: to.replace(/(?<!\\)&/g, () => from).replaceAll('\\&', '&') }
  }
  const { substitution } = memory
  if (!substitution || substitution.from === '') throw failure('no previous substitution')
  if (!text.includes(substitution.from)) throw failure('substitution failed')
  if (wide === 'g') return text.replaceAll(substitution.from, () => substitution.to)
  if (wide === 'G')
    return historyWords(text)
      .map((word) => word.replace(substitution.from, () => substitution.to))
      .join(' ')
  return text.replace(substitution.from, () => substitution.to)
}
