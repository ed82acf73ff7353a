import type { Editing } from './command.ts'
import { Aborted, type Input, text } from './input.ts'
import { isWord } from './motion.ts'

/** An editor that a search can take keys from and show itself in. */
export interface Searching extends Editing {
  readonly input: Input
  /** The command that a single key runs. */
  commandOf(key: string): string | undefined
  /** Notes that a function ran. */
  counts(name: string): void
  /** Shows the line with a message in the prompt's place. */
  show(message: string): Promise<void>
  /** What was sought last, by this kind of search. */
  readonly sought: { incremental: string; plain: string }
}

const PASTE_START = '\x1b[200~'
const PASTE_END = '\x1b[201~'

/** Reads a pasted text up to its end, without what a terminal must not be sent. */
export async function readPaste(input: Input): Promise<string> {
  let bytes = ''
  while (!bytes.endsWith(PASTE_END)) bytes += await input.read(true)
  return text(bytes.slice(0, -PASTE_END.length)).replaceAll('\r', '\n')
}

/** Ctrl-R and Ctrl-S: the line that holds what is typed, while it is typed (Readline's isearch.c). */
export async function incrementalSearch(ed: Searching, backwards: boolean): Promise<void> {
  const { line, history, input } = ed
  const start = { index: history.at, point: line.point, mark: line.mark, text: line.text }
  let step: 1 | -1 = backwards ? -1 : 1
  let pattern = ''
  let at = history.at
  let candidate = line.text
  let offset = line.point
  let found = history.at
  let before: string | undefined
  let failed = false
  const label = (): string =>
    `(${failed ? 'failed ' : ''}${step < 0 ? 'reverse-' : ''}i-search)\`${pattern}': `
  const lineAt = (index: number): string => (index === start.index ? start.text : history.text(index, line))
  const seek = (): void => {
    failed = pattern === ''
    for (;;) {
      if (failed) break
      const limit = candidate.length - pattern.length
      const hit =
        step < 0
          ? candidate.slice(0, offset + pattern.length).lastIndexOf(pattern)
          : candidate.indexOf(pattern, offset)
      if (hit >= 0 && hit <= limit && offset >= 0) {
        offset = hit
        before = candidate
        found = at
        line.show(candidate)
        line.point = offset
        return
      }
      if (limit >= 0) offset = step < 0 ? 0 : Math.max(offset, limit + 1)
      do {
        at += step
        if (at < 0 || at > history.length) {
          failed = true
          break
        }
        candidate = lineAt(at)
      } while (candidate === before || candidate.length < pattern.length)
      if (!failed) offset = step < 0 ? candidate.length - pattern.length : 0
    }
    if (offset < 0) offset = 0
    ed.ding()
    at = found
  }
  await ed.show(label())
  for (;;) {
    const key = await input.read()
    const command = ed.commandOf(key)
    if (command === 'reverse-search-history' || command === 'forward-search-history') {
      ed.counts(command)
      const same = (command === 'reverse-search-history') === step < 0
      if (!same) step = step < 0 ? 1 : -1
      else if (pattern === '') pattern = ed.sought.incremental
      else if (step < 0) offset--
      else if (offset < candidate.length) offset++
      seek()
    } else if (key === '\x07' || command === 'abort') {
      line.show(start.text)
      line.point = start.point
      line.mark = start.mark
      ed.ding()
      return
    } else if (command === 'backward-delete-char') {
      if (pattern === '') ed.ding()
      else pattern = [...pattern].slice(0, -1).join('')
      seek()
    } else if (command === 'unix-word-rubout' || command === 'yank') {
      const from = line.point + [...pattern].join('').length
      let to = from
      if (command === 'yank') to = line.end
      else if (isWord(line.at(from))) while (to < line.end && isWord(line.at(to))) to = line.next(to)
      if (to === from) ed.ding()
      pattern += line.text.slice(from, to)
      seek()
    } else if (key === '\x1b' && (await pasteStarts(input))) {
      ed.counts('bracketed-paste-begin')
      pattern += await readPaste(input)
      seek()
    } else if (key === '\x1b' || key === '\n') {
      if (key === '\x1b' && input.waiting) input.push(key)
      break
    } else if (key < ' ' || key === '\x7f') {
      input.push(key)
      break
    } else {
      pattern += await input.character(key)
      seek()
    }
    await ed.show(label())
  }
  ed.sought.incremental = pattern
  line.show(start.text)
  if (found !== start.index) history.go(found, line)
  line.point = Math.min(offset, line.end)
}

/** Looks whether a bracketed paste comes; takes nothing else. */
async function pasteStarts(input: Input): Promise<boolean> {
  let seen = '\x1b'
  while (input.waiting && PASTE_START.startsWith(seen) && seen !== PASTE_START) seen += await input.read()
  if (seen === PASTE_START) return true
  input.push(seen.slice(1))
  return false
}

/** M-p and M-n, `/` in vi mode: asks for the text, then seeks it (Readline's search.c). Undefined: given up. */
export async function askPattern(ed: Searching, label: string): Promise<string | undefined> {
  const { line, input } = ed
  const kept = { text: line.text, point: line.point, mark: line.mark }
  const back = (): void => {
    line.show(kept.text)
    line.point = kept.point
    line.mark = kept.mark
  }
  let pattern = ''
  for (;;) {
    line.show(pattern)
    line.point = line.end
    await ed.show(label)
    const key = await input.read()
    if (key === '\r' || key === '\n') break
    if (key === '\x07') {
      ed.ding()
      back()
      return undefined
    }
    if (key === '\x7f' || key === '\b') {
      if (pattern === '') {
        back()
        return undefined
      }
      pattern = [...pattern].slice(0, -1).join('')
    } else if (key === '\x15') pattern = ''
    else if (key === '\x17') pattern = pattern.replace(/\S*\s*$/, '')
    else pattern += await input.character(key)
  }
  back()
  if (pattern === '') pattern = ed.sought.plain
  if (pattern === '') {
    ed.ding()
    return undefined
  }
  ed.sought.plain = pattern
  return pattern
}

/** Ends a command that cannot go on, with all that it was part of. */
export function abort(ed: Editing): never {
  ed.ding()
  throw new Aborted()
}
