import type { Command, Commands, Editing } from './command.ts'
import { charsFrom, isBlank, isWord, shellWordsFrom, stretchBefore, wordsFrom } from './motion.ts'

function move(ed: Editing, to: number): void {
  if (to === ed.line.point) ed.ding()
  ed.line.point = to
}
const cutTo =
  (target: (ed: Editing, count: number) => number): Command =>
  (ed, count) => {
    const to = target(ed, count)
    ed.kill(ed.line.point, to)
    ed.line.mark = ed.line.point
  }

function deleteChar(ed: Editing, count: number): void {
  if (count < 0) {
    rubout(ed, -count)
    return
  }
  const { line } = ed
  if (line.point === line.end) {
    ed.ding()
    return
  }
  if (count > 1 || ed.explicit) ed.kill(line.point, charsFrom(line, count))
  else line.remove(line.point, line.next(line.point))
}

function rubout(ed: Editing, count: number): void {
  if (count < 0) {
    deleteChar(ed, -count)
    return
  }
  const { line } = ed
  if (line.point === 0) {
    ed.ding()
    return
  }
  if (count > 1 || ed.explicit) {
    ed.kill(line.point, charsFrom(line, -count))
    return
  }
  const from = line.previous(line.point)
  if (ed.overwrite && line.point < line.end) {
    const width = line.at(from).length
    line.replace(from, line.point, ' '.repeat(width))
    line.point = from
    return
  }
  line.remove(from, line.point)
  line.point = from
}

function killLine(ed: Editing, count: number): void {
  const { line } = ed
  if (count < 0) {
    if (line.point === 0) {
      ed.ding()
      return
    }
    ed.kill(line.point, 0)
    return
  }
  ed.kill(line.point, line.end)
}

function transposeChars(ed: Editing, count: number): void {
  const { line } = ed
  if (count === 0) return
  if (line.point === 0 || line.next(0) === line.end) {
    ed.ding()
    return
  }
  line.group(() => {
    if (line.point === line.end) {
      line.point = line.previous(line.point)
      count = 1
    }
    const from = line.previous(line.point)
    const char = line.remove(from, line.point)
    line.point = from
    line.point = charsFrom(line, count)
    line.insert(char)
  })
}

/** Drags the word before the cursor past the one after it (rl_transpose_words). */
const transposeWith =
  (words: (line: Editing['line'], count: number) => number): Command =>
  (ed, count) => {
    const { line } = ed
    if (count === 0) return
    const { point } = line
    const go = (n: number): number => {
      line.point = words(line, n)
      return line.point
    }
    const end2 = go(count)
    const start2 = go(-1)
    const start1 = go(-count)
    const end1 = go(1)
    line.point = point
    if (start1 === start2 || start2 < end1) {
      ed.ding()
      return
    }
    const first = line.text.slice(start1, end1)
    const second = line.text.slice(start2, end2)
    line.group(() => {
      line.remove(start2, end2)
      line.point = start2
      line.insert(first)
      line.remove(start1, end1)
      line.point = start1
      line.insert(second)
    })
    line.point = end2
  }

/** Changes the case of words; a negative count takes those before and leaves the cursor. */
const changeCase =
  (how: (grapheme: string, first: boolean) => string): Command =>
  (ed, count) => {
    const { line } = ed
    const other = wordsFrom(line, count)
    const [start, end] = count < 0 ? [other, line.point] : [line.point, other]
    let inWord = false
    let text = ''
    for (let at = start; at < end; at = line.next(at)) {
      const grapheme = line.at(at)
      const changed = isWord(grapheme) ? how(grapheme, !inWord) : grapheme
      text += changed.length === grapheme.length ? changed : grapheme
      inWord = isWord(grapheme)
    }
    if (start !== end) line.replace(start, end, text)
    line.point = end
  }
const upper = (text: string): string => text.toUpperCase()
const lower = (text: string): string => text.toLowerCase()

const copyWord =
  (direction: 1 | -1): Command =>
  (ed, count) => {
    const { line } = ed
    const { point } = line
    const far = wordsFrom(line, direction * count)
    line.point = far
    const near = wordsFrom(line, -direction * count)
    line.point = point
    ed.keepKilled(line.text.slice(Math.min(near, far), Math.max(near, far)), direction < 0)
  }

function region(ed: Editing): { from: number; to: number } {
  const mark = Math.min(ed.line.mark, ed.line.end)
  return { from: Math.min(ed.line.point, mark), to: Math.max(ed.line.point, mark) }
}

/** Readline's commands on the text of one line (text.c, kill.c, bash's own in bashline.c). */
export const EDIT_COMMANDS: Commands = {
  'beginning-of-line': (ed) => {
    ed.line.point = 0
  },
  'end-of-line': (ed) => {
    ed.line.point = ed.line.end
  },
  'forward-char': (ed, count) => move(ed, charsFrom(ed.line, count)),
  'backward-char': (ed, count) => move(ed, charsFrom(ed.line, -count)),
  'forward-word': (ed, count) => move(ed, wordsFrom(ed.line, count)),
  'backward-word': (ed, count) => move(ed, wordsFrom(ed.line, -count)),
  'shell-forward-word': (ed, count) => move(ed, shellWordsFrom(ed.line, count)),
  'shell-backward-word': (ed, count) => move(ed, shellWordsFrom(ed.line, -count)),
  'delete-char': deleteChar,
  'backward-delete-char': rubout,
  'forward-backward-delete-char': (ed, count) =>
    (ed.line.point === ed.line.end ? rubout : deleteChar)(ed, count),
  'kill-line': killLine,
  'backward-kill-line': (ed, count) => killLine(ed, -count),
  'kill-whole-line': (ed) => {
    ed.line.point = ed.line.end
    ed.kill(ed.line.end, 0)
  },
  'unix-line-discard': (ed) => (ed.line.point === 0 ? ed.ding() : ed.kill(ed.line.point, 0)),
  'unix-word-rubout': (ed, count) =>
    ed.line.point === 0
      ? ed.ding()
      : ed.kill(ed.line.point, stretchBefore(ed.line, Math.max(1, count), isBlank)),
  'unix-filename-rubout': (ed, count) =>
    ed.line.point === 0
      ? ed.ding()
      : ed.kill(
          ed.line.point,
          stretchBefore(ed.line, Math.max(1, count), (c) => isBlank(c) || c === '/'),
        ),
  'kill-word': cutTo((ed, count) => wordsFrom(ed.line, count)),
  'backward-kill-word': cutTo((ed, count) => wordsFrom(ed.line, -count)),
  'shell-kill-word': cutTo((ed, count) => shellWordsFrom(ed.line, count)),
  'shell-backward-kill-word': cutTo((ed, count) => shellWordsFrom(ed.line, -count)),
  'kill-region': (ed) => {
    const { from, to } = region(ed)
    const { point } = ed.line
    ed.line.remove(from, to)
    ed.keepKilled(ed.line.undo.length > 0 && from !== to ? lastDeleted(ed) : '', point === from)
    ed.line.point = from
  },
  'copy-region-as-kill': (ed) => {
    const { from, to } = region(ed)
    ed.keepKilled(ed.line.text.slice(from, to), ed.line.point === from)
  },
  'copy-forward-word': copyWord(1),
  'copy-backward-word': copyWord(-1),
  yank: (ed) => {
    const text = ed.ring.current
    if (text === undefined) {
      ed.ding()
      return
    }
    ed.line.mark = ed.line.point
    ed.line.insert(text)
  },
  'yank-pop': (ed) => {
    const text = ed.ring.current
    if (text === undefined || !/^yank(-pop)?$/.test(ed.last)) {
      ed.ding()
      return
    }
    const from = ed.line.point - text.length
    if (from < 0 || ed.line.text.slice(from, ed.line.point) !== text) {
      ed.ding()
      return
    }
    ed.line.remove(from, ed.line.point)
    ed.line.point = from
    ed.ring.turn()
    ed.line.mark = from
    ed.line.insert(ed.ring.current!)
  },
  'transpose-chars': transposeChars,
  'transpose-words': transposeWith(wordsFrom),
  'shell-transpose-words': transposeWith(shellWordsFrom),
  'upcase-word': changeCase(upper),
  'downcase-word': changeCase(lower),
  'capitalize-word': changeCase((text, first) => (first ? upper(text) : lower(text))),
  'delete-horizontal-space': (ed) => {
    const { line } = ed
    let from = line.point
    let to = line.point
    while (from > 0 && isBlank(line.text[from - 1]!)) from--
    while (to < line.end && isBlank(line.text[to]!)) to++
    if (from === to) return
    line.remove(from, to)
    line.point = from
  },
  'tab-insert': (ed, count) => ed.line.insert('\t'.repeat(Math.max(0, count))),
  'overwrite-mode': (ed, count) => {
    ed.overwrite = ed.explicit ? count > 0 : !ed.overwrite
  },
  'set-mark': (ed, count) => {
    ed.line.mark = ed.explicit ? Math.min(Math.max(0, count), ed.line.end) : ed.line.point
  },
  'exchange-point-and-mark': (ed) => {
    const { point, mark } = ed.line
    if (mark > ed.line.end) {
      ed.ding()
      return
    }
    ed.line.point = mark
    ed.line.mark = point
  },
  undo: (ed, count) => {
    for (; count > 0; count--) if (!ed.line.undoOne()) return ed.ding()
  },
  'revert-line': (ed) => {
    if (ed.line.undo.length === 0) {
      ed.ding()
      return
    }
    while (ed.line.undoOne());
    if (ed.vi) ed.line.point = 0
  },
}

function lastDeleted(ed: Editing): string {
  const step = ed.line.undo.at(-1)
  return step?.kind === 'delete' ? step.text : ''
}
