import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { CompletionSource } from '../editor/complete.ts'
import { bindDebianKeys, readInputrc } from '../editor/inputrc.ts'
import type { EditorHost } from '../editor/session.ts'
import { expandTilde } from '../expand/tilde.ts'
import { expandText } from '../expand/word.ts'
import { expandHistory, HistoryError } from '../history/expansion.ts'
import { historyWords } from '../history/words.ts'
import { runText } from '../run/text.ts'
import { BASH_VERSION } from '../startup.ts'
import type { Shell } from '../state.ts'
import { completeLine } from './completion.ts'

/** What the line editor asks of a shell. */
export function editorHost(sh: Shell, sources: ReadonlyMap<string, CompletionSource>): EditorHost {
  const bash = sh.dialect === 'bash'
  return {
    bracketedPaste: bash,
    keymaps: sh.bindings,
    mode: () => (sh.options.has('vi') ? 'vi' : 'emacs'),
    complete: (kind, text, cursor) => completeLine(sh, text, cursor, sources, kind),
    words: historyWords,
    version: `GNU bash, version ${BASH_VERSION} (x86_64-pc-linux-gnu)`,
    reread: () => readInitFile(sh),
    async expand(how, text) {
      try {
        const { text: expanded } = expandHistory(text, sh.history.lines, sh.history.memory)
        if (how === 'history-expand-line') return { text: expanded }
        if (how === 'tilde-expand') {
          const { done, rest } = expandTilde(sh, text, true)
          return { text: done.map((each) => each.text).join('') + rest }
        }
        return { text: await expandText(sh, expanded) }
      } catch (error) {
        if (error instanceof HistoryError) return { error: `${sh.name}: ${error.message}` }
        throw error
      }
    },
    async runShell(command, line) {
      const before = [...line.text.slice(0, line.point)].length
      sh.vars.set('READLINE_LINE', line.text)
      sh.vars.set('READLINE_POINT', String(before))
      const { status } = sh
      await runText(sh, command)
      sh.status = status
      line.text = sh.vars.get('READLINE_LINE') ?? ''
      const point = Number(sh.vars.get('READLINE_POINT') ?? 0)
      line.point = [...line.text].slice(0, point).join('').length
      sh.vars.unset('READLINE_LINE')
      sh.vars.unset('READLINE_POINT')
    },
  }
}

function fileText(sh: Shell, path: string): string | undefined {
  try {
    return decode(bytesOf(sh.process.readFile(path)))
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

/** Reads $INPUTRC, ~/.inputrc or /etc/inputrc, the first that is there; Debian's keys where there is none. */
export function readInitFile(sh: Shell): void {
  if (sh.dialect !== 'bash') return
  const home = sh.vars.get('HOME') ?? '/'
  const given = sh.vars.get('INPUTRC')
  for (const path of given ? [given] : [`${home}/.inputrc`, '/etc/inputrc']) {
    const text = fileText(sh, path)
    if (text === undefined) continue
    readInputrc(sh.bindings, text, (other) => fileText(sh, other.replace(/^~(?=\/)/, home)))
    if (sh.bindings.variables.get('editing-mode') === 'vi') {
      sh.options.delete('emacs')
      sh.options.add('vi')
    }
    return
  }
  bindDebianKeys(sh.bindings)
}
