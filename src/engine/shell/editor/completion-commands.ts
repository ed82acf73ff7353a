import { type Candidate, type Completion, type CompletionKind, commonPrefix } from './complete.ts'
import type { Interactive, KeyCommand, KeyCommands } from './session.ts'

const labelsOf = (found: Completion): string[] => found.candidates.map((each) => each.label ?? each.text)

async function list(ed: Interactive, found: Completion): Promise<void> {
  if (found.candidates.length === 0) ed.ding()
  else await ed.screen.list(ed.line, labelsOf(found))
}

const completing =
  (kind: CompletionKind): KeyCommand =>
  async (ed) => {
    const { line } = ed
    const found = await ed.host.complete(kind, line.text, line.point)
    const [only] = found.candidates
    if (only === undefined) {
      ed.ding()
      return
    }
    if (found.candidates.length === 1) {
      const whole = found.quote(only, true)
      line.replace(found.from, line.point, line.point < line.end ? whole.trimEnd() : whole)
      return
    }
    const common = commonPrefix(found.candidates.map((each) => each.text))
    const written = found.quote({ text: common }, false)
    const grows = common !== '' && written.length > line.point - found.from
    if (grows) line.replace(found.from, line.point, written)
    else if (ed.last.startsWith('complete')) {
      await list(ed, found)
      return
    }
    ed.ding()
  }

const listing =
  (kind: CompletionKind): KeyCommand =>
  async (ed) =>
    list(ed, await ed.host.complete(kind, ed.line.text, ed.line.point))

async function insertAll(ed: Interactive): Promise<void> {
  const { line } = ed
  const found = await ed.host.complete('any', line.text, line.point)
  if (found.candidates.length === 0) return ed.ding()
  const words = found.candidates.map((each) => found.quote({ ...each, open: true }, true))
  line.replace(found.from, line.point, `${words.join(' ')} `)
}

interface Menu {
  readonly found: Completion
  readonly written: string
  readonly original: string
  at: number
}
const menus = new WeakMap<Interactive, Menu>()

/** Each press puts the next candidate in the word's place; after the last the word as it was. */
const menu =
  (step: 1 | -1): KeyCommand =>
  async (ed, count) => {
    const { line } = ed
    let open = ed.last.startsWith('menu-complete') ? menus.get(ed) : undefined
    if (!open) {
      const found = await ed.host.complete('any', line.text, line.point)
      if (found.candidates.length === 0) return ed.ding()
      const original = found.quote({ text: commonPrefix(found.candidates.map((each) => each.text)) }, false)
      const written = line.text.slice(found.from, line.point)
      open = { found, original, written, at: step > 0 ? -1 : found.candidates.length }
    }
    const { found, original } = open
    const total = found.candidates.length + 1
    let at = (open.at + step * count + total) % total
    if (total === 2) at = 0
    const candidate: Candidate | undefined = found.candidates[at]
    const written = candidate ? found.quote(candidate, true) : original
    line.replace(found.from, found.from + open.written.length, written)
    if (!candidate) ed.ding()
    menus.set(ed, { found, original, written, at })
  }

async function globExpand(ed: Interactive): Promise<void> {
  const { line } = ed
  const found = await ed.host.complete('glob', line.text, line.point)
  if (found.candidates.length === 0) return ed.ding()
  const words = found.candidates.map((each) => found.quote({ ...each, open: true }, true))
  line.replace(found.from, line.point, `${words.join(' ')} `)
}

/** Tab and its kin (Readline's complete.c, bash's bashline.c). */
export const COMPLETION_COMMANDS: KeyCommands = {
  complete: completing('any'),
  'complete-command': completing('command'),
  'complete-filename': completing('filename'),
  'complete-hostname': completing('hostname'),
  'complete-username': completing('username'),
  'complete-variable': completing('variable'),
  'possible-completions': listing('any'),
  'possible-command-completions': listing('command'),
  'possible-filename-completions': listing('filename'),
  'possible-hostname-completions': listing('hostname'),
  'possible-username-completions': listing('username'),
  'possible-variable-completions': listing('variable'),
  'insert-completions': insertAll,
  'menu-complete': menu(1),
  'menu-complete-backward': menu(-1),
  'glob-complete-word': completing('glob-start'),
  'glob-expand-word': globExpand,
  'glob-list-expansions': listing('glob'),
}
