import { acceptLine } from './accept.ts'
import { askPattern, incrementalSearch } from './search.ts'
import type { Interactive, KeyCommand, KeyCommands } from './session.ts'

/** Goes so many lines back; as far as there are any, where there are fewer. */
export function walk(ed: Interactive, count: number): void {
  const { history } = ed
  const to = Math.max(0, Math.min(history.length, history.at - count))
  if (to === history.at) {
    if (count !== 0) ed.ding()
    return
  }
  history.go(to, ed.line)
  if (ed.vi && ed.viState.commanding && to < history.length) ed.line.point = 0
}

/** Writes a line of the history over this one; the place in the history stays (make_history_line_current). */
function take(ed: Interactive, text: string): void {
  ed.line.replace(0, ed.line.end, text)
  if (ed.vi) ed.line.undo = []
}

const plainSearch =
  (step: 1 | -1): KeyCommand =>
  async (ed) => {
    const pattern = await askPattern(ed, ':')
    if (pattern === undefined) return
    const { history, line } = ed
    const from =
      ed.last.startsWith('non-incremental') && line.text !== '' ? ed.searchedFrom.index : history.at
    const index = history.find(pattern, from + step, step)
    if (index < 0) {
      line.point = 0
      ed.ding()
      return
    }
    ed.searchedFrom = { ...ed.searchedFrom, index }
    take(ed, history.lines[index]!)
    const hit = line.text.indexOf(pattern)
    line.point = hit < line.end ? Math.max(0, hit) : 0
    line.mark = hit > 0 ? hit + pattern.length : line.end
  }

const prefixSearch =
  (direction: 1 | -1, anchored: boolean): KeyCommand =>
  (ed, count) => {
    const { line, history } = ed
    if (count === 0) return
    if (!/^history-(?:substring-)?search/.test(ed.last))
      ed.searchedFrom = { index: history.at, prefix: line.text.slice(0, line.point), shown: '' }
    const { prefix } = ed.searchedFrom
    if (prefix === '') return walk(ed, -direction * count)
    const step = (count > 0 ? direction : -direction) as 1 | -1
    let found = -1
    for (let left = Math.abs(count); left > 0; ) {
      const index = history.find(prefix, ed.searchedFrom.index + step, step, anchored)
      if (index < 0) break
      found = index
      const text = history.lines[index]!
      if (ed.searchedFrom.shown !== text) left--
      ed.searchedFrom = { ...ed.searchedFrom, index, shown: text }
    }
    if (found < 0) {
      line.point = Math.min(prefix.length, line.end)
      line.mark = line.end
      ed.ding()
      return
    }
    const text = history.lines[found]!
    take(ed, text)
    line.point = anchored ? prefix.length : text.indexOf(prefix)
    line.mark = line.end
  }

/** Puts in the n-th word of an earlier line; undefined: the last one. False where there is none. */
function yankWord(ed: Interactive, skip: number, count: number | undefined): boolean {
  const text = ed.history.lines[ed.history.at - 1 - skip]
  const words = text === undefined ? [] : ed.host.words(text)
  const index = count === undefined ? words.length - 1 : count < 0 ? words.length + count - 1 : count
  const word = words[index]
  if (word === undefined || word === '') {
    ed.ding()
    return false
  }
  ed.line.group(() => {
    ed.line.mark = ed.line.point
    if (ed.vi && ed.viState.commanding) {
      if (ed.line.point < ed.line.end) ed.line.point = ed.line.next(ed.line.point)
      ed.line.insert(` ${word}`)
    } else ed.line.insert(word)
  })
  return true
}

/** M-. puts in the last word of the line before; again, of the one before that. */
export function yankLastArgument(ed: Interactive, count: number): void {
  const { yanked } = ed
  if (ed.last === 'yank-last-arg' || ed.last === 'insert-last-argument') {
    if (yanked.done) ed.line.undoOne()
    if (count < 0) yanked.direction = -yanked.direction
    yanked.skip = Math.max(0, yanked.skip + yanked.direction)
  } else {
    yanked.skip = 0
    yanked.direction = 1
    yanked.count = ed.explicit ? count : undefined
  }
  yanked.done = yankWord(ed, yanked.skip, yanked.count)
}

/** Commands that walk and search the history (Readline's misc.c, search.c, isearch.c). */
export const HISTORY_COMMANDS: KeyCommands = {
  'previous-history': walk,
  'next-history': (ed, count) => walk(ed, -count),
  'beginning-of-history': (ed) => walk(ed, ed.history.at),
  'end-of-history': (ed) => {
    if (ed.history.at < ed.history.length) walk(ed, ed.history.at - ed.history.length)
  },
  'fetch-history': (ed, count) => walk(ed, ed.history.at - (ed.explicit ? count - 1 : 0)),
  'reverse-search-history': (ed) => incrementalSearch(ed, true),
  'forward-search-history': (ed) => incrementalSearch(ed, false),
  'non-incremental-reverse-search-history': plainSearch(-1),
  'non-incremental-forward-search-history': plainSearch(1),
  'history-search-backward': prefixSearch(-1, true),
  'history-search-forward': prefixSearch(1, true),
  'history-substring-search-backward': prefixSearch(-1, false),
  'history-substring-search-forward': prefixSearch(1, false),
  'yank-last-arg': yankLastArgument,
  'insert-last-argument': yankLastArgument,
  'yank-nth-arg': (ed, count) => {
    yankWord(ed, 0, count)
  },
  'operate-and-get-next': (ed) => {
    if (ed.history.at < ed.history.length) ed.continueAt = ed.history.at + 1
    acceptLine(ed)
  },
}
