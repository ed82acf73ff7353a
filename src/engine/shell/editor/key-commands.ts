import { acceptLine } from './accept.ts'
import { COMPLETION_COMMANDS } from './completion-commands.ts'
import { HISTORY_COMMANDS } from './history-commands.ts'
import { searchChar } from './motion.ts'
import { abort, readPaste } from './search.ts'
import type { Interactive, KeyCommand, KeyCommands } from './session.ts'

/** Reads the numeric argument digit by digit, then the command that it is for (Readline's misc.c). */
async function readArgument(ed: Interactive, first: string): Promise<void> {
  let { count } = ed
  let { explicit } = ed
  let sign: 1 | -1 = count < 0 ? -1 : 1
  count = Math.abs(count)
  let key = first
  let minus = false
  for (;;) {
    if (/^[0-9]$/.test(key)) {
      count = explicit ? Math.min(count * 10 + Number(key), 1_000_000) : Number(key)
      explicit = true
    } else if (key === '-' && !explicit) {
      count = 1
      minus = true
      sign = -1
    } else break
    ed.setArgument(count, sign, explicit)
    await ed.show(`(arg: ${count * sign}) `)
    key = await ed.input.read()
  }
  if (minus && count === 1) explicit = true
  ed.setArgument(count, sign, explicit)
  ed.input.push(key)
  await ed.dispatch()
}

async function universalArgument(ed: Interactive): Promise<void> {
  ed.setArgument(ed.count * 4, 1, false)
  await ed.show(`(arg: ${ed.count}) `)
  const key = await ed.input.read()
  if (/^[0-9-]$/.test(key)) return readArgument(ed, key)
  ed.input.push(key)
  await ed.dispatch()
}

/** One character taken as it is, also where it would raise a signal or stop the output. */
async function literal(ed: Interactive): Promise<string> {
  ed.flowControl(false)
  const first = await ed.input.read(true)
  ed.flowControl(true)
  return ed.input.character(first)
}

const characterSearch =
  (forward: boolean): KeyCommand =>
  async (ed, count) => {
    const char = await ed.input.character(await ed.input.read(true))
    const direction = count < 0 ? !forward : forward
    const { point, failed } = searchChar(ed.line, Math.abs(count), { forward: direction, until: false, char })
    ed.line.point = point
    if (failed) ed.ding()
  }

const expanding =
  (how: string): KeyCommand =>
  async (ed) => {
    const done = await ed.host.expand(how, ed.line.text)
    if ('error' in done) {
      ed.ding()
      if (done.error !== '') await ed.say(done.error)
    } else if (done.text !== ed.line.text) {
      ed.line.replace(0, ed.line.end, done.text)
      ed.line.point = ed.line.end
    }
  }

/** Commands that read more keys, or reach beyond the line. */
export const KEY_COMMANDS: KeyCommands = {
  ...HISTORY_COMMANDS,
  ...COMPLETION_COMMANDS,
  'accept-line': acceptLine,
  abort: (ed) => abort(ed),
  'digit-argument': (ed, _count, sequence) => readArgument(ed, sequence.at(-1)!),
  'universal-argument': universalArgument,
  'quoted-insert': async (ed, count) => ed.insertTyped(await literal(ed), count),
  'character-search': characterSearch(true),
  'character-search-backward': characterSearch(false),
  'bracketed-paste-begin': async (ed) => {
    ed.line.insert(await readPaste(ed.input))
  },
  'clear-screen': async (ed) => ed.screen.clear(false),
  'clear-display': async (ed) => ed.screen.clear(true),
  'insert-comment': (ed) => {
    const { line } = ed
    line.point = 0
    if (!ed.explicit) line.insert('#')
    else if (line.text.startsWith('#')) line.remove(0, 1)
    else line.insert('#')
    acceptLine(ed)
  },
  'start-kbd-macro': (ed) => {
    if (ed.input.recording !== undefined) abort(ed)
    ed.input.recording = ed.explicit ? ed.input.macro : ''
    if (ed.explicit) ed.input.push(ed.input.macro)
  },
  'end-kbd-macro': (ed, count, sequence) => {
    const { recording } = ed.input
    if (recording === undefined) return abort(ed)
    ed.input.macro = recording.slice(0, -sequence.length)
    ed.input.recording = undefined
    ed.input.push(ed.input.macro.repeat(Math.max(0, count - 1)))
  },
  'call-last-kbd-macro': (ed, count) => {
    if (ed.input.recording !== undefined) {
      ed.ding()
      return
    }
    ed.input.push(ed.input.macro.repeat(Math.max(0, count)))
  },
  'print-last-kbd-macro': (ed) => ed.say(JSON.stringify(ed.input.macro)),
  're-read-init-file': (ed) => ed.host.reread(),
  'display-shell-version': (ed) => ed.say(ed.host.version),
  'shell-expand-line': expanding('shell-expand-line'),
  'history-expand-line': expanding('history-expand-line'),
  'tilde-expand': async (ed) => {
    const { line } = ed
    let from = line.point
    while (from > 0 && !/\s/.test(line.text[from - 1]!)) from--
    let to = line.point
    while (to < line.end && !/\s/.test(line.text[to]!)) to++
    if (line.text[from] !== '~') return
    const done = await ed.host.expand('tilde-expand', line.text.slice(from, to))
    if ('text' in done) line.replace(from, to, done.text)
  },
  'magic-space': async (ed, count) => {
    const before = ed.line.text
    await expanding('history-expand-line')(ed, count, '')
    if (before === ed.line.text || ed.line.point === ed.line.end) ed.insertTyped(' ', 1)
  },
}
