import { encode } from '../../base/text.ts'
import { acceptLine } from './accept.ts'
import { walk } from './history-commands.ts'
import { charsFrom, searchChar } from './motion.ts'
import { abort, askPattern } from './search.ts'
import type { Interactive, KeyCommand, KeyCommands } from './session.ts'
import { matchingBracket, wordMotion } from './vi-motion.ts'

const lastKey = (sequence: string): string => sequence.at(-1)!

const firstPrint = (ed: Interactive): number => ed.line.text.length - ed.line.text.trimStart().length

async function charMotion(ed: Interactive, key: string, count: number): Promise<number> {
  const { viState, line } = ed
  if (key === ';' || key === ',') {
    if (!viState.sought) return line.point
  } else viState.sought = { key, char: await ed.input.character(await ed.input.read(true)) }
  const { key: kind, char } = viState.sought!
  const forward = /[ft]/.test(kind) === (key !== ',')
  return searchChar(line, count, { forward, until: /[tT]/.test(kind), char }).point
}

/** Where a motion key leads; undefined where it is none or leads nowhere. */
async function target(
  ed: Interactive,
  key: string,
  count: number,
  operator: boolean,
): Promise<number | undefined> {
  const { line } = ed
  if (/[wWeEbB]/.test(key)) return wordMotion(line, key, count, operator)
  if (/[fFtT;,]/.test(key)) return charMotion(ed, key, count)
  switch (key) {
    case '0':
      return 0
    case '^':
      return firstPrint(ed)
    case '$':
      return line.end
    case 'h':
    case '\b':
    case '\x7f':
      return charsFrom(line, -count)
    case 'l':
    case ' ':
      return charsFrom(line, count)
    case '|':
      return charsFrom(Object.assign(Object.create(line), { point: 0 }), count - 1)
    case '%':
      return matchingBracket(line)
    case '`':
      return ed.viState.marks.get(await ed.input.read())
  }
  return undefined
}

/** Motions that do not take the character that they end on. */
const EXCLUSIVE: Readonly<Record<string, string>> = {
  d: ' l|h^0bBFT`',
  c: ' l|hwW^0bBFT`',
  y: ' l|h^0%bBFT`',
}

/** The stretch that an operator works on: its motion is read here. */
async function stretch(
  ed: Interactive,
  operator: string,
  count: number,
): Promise<{ from: number; to: number } | undefined> {
  const { line } = ed
  let key = await ed.input.read()
  let times = ''
  while (/[1-9]/.test(key) || (times !== '' && key === '0')) {
    times += key
    key = await ed.input.read()
  }
  if (key === operator) return { from: 0, to: line.end }
  const total = times === '' ? count : (ed.explicit ? count : 1) * Number(times)
  let to = await target(ed, key, total, true)
  const from = line.point
  if (to === undefined) return undefined
  if (to === from && operator === 'c' && !/[wW]/.test(key)) return { from, to }
  if (to === from && !/[%l ]/.test(key)) return operator === 'c' ? { from, to } : undefined
  const isBlank = (at: number): boolean => /[ \t]/.test(line.text[at] ?? '')
  const word = key === 'w' || key === 'W'
  if (word && to < line.end && to > from && !isBlank(to)) to = line.previous(to)
  if (word && operator === 'c' && to >= from) {
    if (to === line.end)
      return { from, to: line.text.trimEnd().length > from ? line.text.trimEnd().length : to }
    while (to > from && isBlank(to)) to = line.previous(to)
    to = line.next(to)
  }
  let [start, end] = to < from ? [to, from] : [from, to]
  if (!EXCLUSIVE[operator]!.includes(key) && end < line.end) end = line.next(end)
  return { from: start, to: end }
}

const motion: KeyCommand = async (ed, count, sequence) => {
  const to = await target(ed, lastKey(sequence), count, false)
  if (to === undefined || to === ed.line.point) ed.ding()
  else ed.line.point = to
}

function startTyping(ed: Interactive): void {
  ed.line.undo.push({ kind: 'begin' })
  ed.viState.startTyping()
}

/** From typing to commands: what was typed is one step to undo. */
function movementMode(ed: Interactive): void {
  const { line, viState } = ed
  ed.overwrite = false
  const inserted = viState.stopTyping()
  if (viState.change?.text === '') viState.change.text = inserted
  if (line.point > 0) line.point = line.previous(line.point)
  if (!viState.commanded) {
    line.undo = []
    viState.commanded = true
  } else closeGroup(ed)
}
function closeGroup(ed: Interactive): void {
  const open = ed.line.undo.filter((step) => step.kind === 'begin').length
  const closed = ed.line.undo.filter((step) => step.kind === 'end').length
  if (open > closed) ed.line.undo.push({ kind: 'end' })
}

const changes =
  (run: KeyCommand, types = false): KeyCommand =>
  async (ed, count, sequence) => {
    const { viState } = ed
    await run(ed, count, sequence)
    viState.change = { keys: ed.input.tape, text: types && !viState.commanding ? '' : undefined }
  }

const operate = (operator: string): KeyCommand =>
  changes(async (ed, count, sequence) => {
    const { line } = ed
    const whole = /[A-Z]/.test(sequence) ? { from: line.point, to: line.end } : undefined
    const found = whole ?? (await stretch(ed, operator, count))
    if (!found) return ed.ding()
    if (operator === 'y') {
      ed.keepKilled(line.text.slice(found.from, found.to), true)
      return
    }
    if (operator === 'c') line.undo.push({ kind: 'begin' })
    line.point = found.from
    ed.kill(found.from, found.to)
    if (operator === 'c') ed.viState.startTyping()
  }, operator === 'c')

const inserts = (place: (ed: Interactive) => number): KeyCommand =>
  changes((ed) => {
    ed.line.point = place(ed)
    startTyping(ed)
  }, true)

const put: KeyCommand = changes((ed, count, sequence) => {
  const { line, ring } = ed
  if (sequence === 'p' && line.point < line.end) line.point = line.next(line.point)
  if (ring.current === undefined) return abort(ed)
  line.insert(ring.current.repeat(count))
  line.point = line.previous(line.point)
})

const searchAgain =
  (reverse: boolean): KeyCommand =>
  (ed) => {
    const { history, sought, viState } = ed
    const step = (viState.searchStep * (reverse ? -1 : 1)) as 1 | -1
    const index = sought.plain === '' ? -1 : findLine(ed, history.at + step, step)
    if (index < 0) return ed.ding()
    walk(ed, history.at - index)
  }
function findLine(ed: Interactive, from: number, step: 1 | -1): number {
  const { plain } = ed.sought
  return plain.startsWith('^')
    ? ed.history.find(plain.slice(1), from, step, true)
    : ed.history.find(plain, from, step)
}

/** The commands of vi mode (Readline's vi_mode.c). */
export const VI_COMMANDS: KeyCommands = {
  'vi-movement-mode': movementMode,
  'vi-insertion-mode': inserts((ed) => ed.line.point),
  'vi-append-mode': inserts((ed) => ed.line.next(ed.line.point)),
  'vi-append-eol': inserts((ed) => ed.line.end),
  'vi-insert-beg': inserts(() => 0),
  'vi-next-word': motion,
  'vi-prev-word': motion,
  'vi-end-word': motion,
  'vi-char-search': motion,
  'vi-first-print': motion,
  'vi-column': motion,
  'vi-goto-mark': motion,
  'vi-match': motion,
  'vi-set-mark': async (ed) => {
    ed.viState.marks.set(await ed.input.read(), ed.line.point)
  },
  'vi-delete-to': operate('d'),
  'vi-change-to': operate('c'),
  'vi-yank-to': operate('y'),
  'vi-delete': changes((ed, count) => {
    const { line } = ed
    if (line.end === 0) return ed.ding()
    ed.kill(line.point, charsFrom(line, Math.max(1, count)))
  }),
  'vi-rubout': changes((ed, count) => {
    if (ed.line.point === 0) return ed.ding()
    ed.kill(ed.line.point, charsFrom(ed.line, -Math.max(1, count)))
  }),
  'vi-subst': changes((ed, count, sequence) => {
    const { line } = ed
    line.undo.push({ kind: 'begin' })
    if (sequence === 'S') line.point = 0
    const from = line.point
    ed.kill(from, sequence === 'S' ? line.end : charsFrom(line, count))
    ed.viState.startTyping()
  }, true),
  'vi-put': put,
  'vi-change-char': changes(async (ed, count) => {
    const { line } = ed
    const character = await ed.input.character(await ed.input.read())
    if (character === '\x1b') return
    if (line.end === 0) return ed.ding()
    const to = charsFrom(line, count)
    const { point } = line
    ed.keepKilled(line.text.slice(line.previous(to), to), true)
    line.replace(point, to, character.repeat(count))
    line.point = Math.max(0, line.point - character.length)
  }),
  'vi-change-case': changes((ed, count) => {
    const { line } = ed
    const to = charsFrom(line, count)
    const text = line.text.slice(line.point, to)
    ed.keepKilled(line.text.slice(line.previous(to), to), true)
    const turned = [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('')
    line.replace(line.point, to, turned.length === text.length ? turned : text)
    line.point = to
  }),
  'vi-replace': changes((ed) => {
    ed.overwrite = true
    startTyping(ed)
  }, true),
  'vi-redo': (ed) => {
    const { change } = ed.viState
    if (!change) return ed.ding()
    const typed = change.text === undefined ? '' : `${String.fromCharCode(...encode(change.text))}\x1b`
    ed.input.push(change.keys + typed)
  },
  'vi-undo': (ed) => ed.run('undo', ''),
  'vi-arg-digit': async (ed, _count, sequence) => {
    ed.viState.argument = sequence
    let key = await ed.input.read()
    while (/[0-9]/.test(key)) {
      ed.viState.argument += key
      key = await ed.input.read()
    }
    ed.setArgument(Number(ed.viState.argument), 1, true)
    ed.input.push(key)
    await ed.dispatch()
  },
  'vi-fetch-history': (ed, count) => {
    if (ed.explicit && count > ed.history.length) return ed.ding()
    walk(ed, ed.history.at - (ed.explicit ? count - 1 : 0))
  },
  'vi-search': async (ed, _count, sequence) => {
    const pattern = await askPattern(ed, sequence)
    if (pattern === undefined) return
    ed.viState.searchStep = sequence === '/' ? -1 : 1
    await searchAgain(false)(ed, 1, sequence)
  },
  'vi-search-again': (ed, count, sequence) => searchAgain(sequence === 'N')(ed, count, sequence),
  'vi-eof-maybe': (ed) => {
    if (ed.line.text === '') ed.result = { kind: 'end' }
    else acceptLine(ed)
  },
  'vi-unix-word-rubout': (ed) => {
    const { line } = ed
    if (line.point === 0) return ed.ding()
    const before = line.text.slice(0, line.point)
    const rest = before.replace(/(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+)?\s*$/u, '')
    ed.kill(line.point, rest.length)
  },
  'vi-yank-arg': changes(async (ed) => {
    await ed.run(ed.explicit ? 'yank-nth-arg' : 'yank-last-arg', '')
    startTyping(ed)
  }, true),
  'vi-tilde-expand': (ed) => ed.run('tilde-expand', ''),
  'vi-editing-mode': (ed) => ed.ding(),
}
