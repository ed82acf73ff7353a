import { isErrno } from '../../base/errors.ts'
import { COOKED, type ControlName, RAW_INPUT, type Termios } from '../../kernel/termios.ts'
import type { CompletionSource } from '../editor/complete.ts'
import { LineEditor } from '../editor/editor.ts'
import type { LineResult } from '../editor/session.ts'
import { writeError } from '../report.ts'
import { readUntil } from '../run/input.ts'
import type { Shell } from '../state.ts'
import { editorHost, readInitFile } from './host.ts'
import { bindTerminalKeys } from './terminal-keys.ts'

/** Where an interactive shell gets its lines from. */
export interface LineReader {
  read(prompt: string): Promise<LineResult>
}

/** dash has no line editor: the terminal's own line discipline is all there is. Also for input that is no terminal. */
export function plainReader(sh: Shell): LineReader {
  return {
    async read(prompt) {
      await writeError(sh, prompt)
      try {
        const { text, ended } = await readUntil(sh, 0, 10)
        if (sh.interrupted) return interrupted(sh)
        return ended && text === '' ? { kind: 'end' } : { kind: 'line', text }
      } catch (error) {
        if (isErrno(error, 'EINTR')) return interrupted(sh)
        if (isErrno(error, 'EIO')) return { kind: 'end' }
        throw error
      }
    },
  }
}

function interrupted(sh: Shell): LineResult {
  sh.interrupted = false
  return { kind: 'interrupted' }
}

/** bash and ash edit the line themselves, on a terminal that passes every byte. */
export function editingReader(sh: Shell, sources: ReadonlyMap<string, CompletionSource>): LineReader {
  const { process } = sh
  let resized = false
  /** The terminal's modes but for the time of a line. */
  let modes: Termios = process.termios(0)
  let bound = COOKED.chars
  const key = (name: ControlName): string => String.fromCharCode(modes.chars[name])
  process.onSignal('SIGWINCH', () => {
    resized = true
  })
  const editor = new LineEditor(
    {
      async readByte() {
        if (resized) {
          resized = false
          return 'resized'
        }
        try {
          return (await process.read(0, 1))[0]
        } catch (error) {
          if (isErrno(error, 'EINTR')) return 'resized'
          if (isErrno(error, 'EIO')) return undefined
          throw error
        }
      },
      write: (text) => process.write(2, text),
      columns: () => process.windowSize(0).columns || 80,
      queued: () => process.readable(0),
      flowControl: (on) => process.setTermios(0, { ixon: on && modes.ixon }),
      get signals() {
        return { interrupt: key('intr'), ignored: [key('susp'), key('quit')] }
      },
      get echo() {
        return modes.echo
      },
      get endOfFile() {
        return key('eof')
      },
    },
    editorHost(sh, sources),
  )
  readInitFile(sh)
  return {
    async read(prompt) {
      modes = process.termios(0)
      if (sh.dialect === 'bash') {
        bindTerminalKeys(sh.bindings, modes.chars, bound, sh.options.has('vi') ? 'vi' : 'emacs')
        bound = modes.chars
      }
      process.setTermios(0, RAW_INPUT)
      try {
        const result = await editor.readLine(prompt, sh.history.lines)
        process.noteLine(0, { text: editor.line.text, end: ENDS[result.kind], functions: editor.ran })
        return result
      } finally {
        process.setTermios(0, modes)
        noteSize(sh)
      }
    },
  }
}

const ENDS = { line: 'entered', interrupted: 'interrupted', end: 'end-of-file' } as const

/** LINES and COLUMNS, as `checkwinsize` keeps them. */
function noteSize(sh: Shell): void {
  if (sh.dialect !== 'bash' || !sh.shopts.has('checkwinsize')) return
  const { columns, rows } = sh.process.windowSize(0)
  sh.vars.set('COLUMNS', String(columns))
  sh.vars.set('LINES', String(rows))
}
