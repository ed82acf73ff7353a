import { isErrno } from '../../base/errors.ts'
import type { ExitCode } from '../../kernel/process.ts'
import type { CompletionSource } from '../editor/complete.ts'
import { ExitShell, Failure, Interrupted } from '../failure.ts'
import { readHistory, remember, writeHistory } from '../histfile.ts'
import { expandHistory, HistoryError } from '../history/expansion.ts'
import { joinLines, openQuote } from '../history/lines.ts'
import { stateOf } from '../jobs/table.ts'
import { notifyJobs, pollJobs, takeTerminal } from '../jobs/wait.ts'
import { report, writeError } from '../report.ts'
import { runList } from '../run/list.ts'
import { runText, showSyntaxError, withAliases } from '../run/text.ts'
import type { Shell } from '../state.ts'
import { parseSource } from '../syntax/parse.ts'
import { catchInterrupts, checkpoint, SHELL_SIGNALS } from '../traps.ts'
import { editingReader, type LineReader, plainReader } from './lines.ts'
import { defaultPrompt, expandPrompt } from './prompt.ts'

export interface InteractiveOptions {
  /** Runs the startup files. */
  start(): Promise<void>
  readonly completions: ReadonlyMap<string, CompletionSource>
}

/** Reads commands at prompts and runs them, until the end of input or `exit`. */
export async function runInteractive(sh: Shell, options: InteractiveOptions): Promise<ExitCode> {
  prepare(sh)
  await options.start()
  readHistory(sh)
  const onTerminal = sh.process.isOpen(0) && sh.process.isatty(0)
  const reader =
    onTerminal && sh.dialect !== 'dash' ? editingReader(sh, options.completions) : plainReader(sh)
  try {
    return await loop(sh, reader)
  } finally {
    writeHistory(sh)
  }
}

function prepare(sh: Shell): void {
  sh.options.add('interactive')
  if (sh.dialect === 'bash') {
    for (const option of ['emacs', 'histexpand', 'history']) sh.options.add(option)
    sh.shopts.add('expand_aliases')
  }
  if (!sh.vars.isSet('PS1')) sh.vars.set('PS1', defaultPrompt(sh))
  if (!sh.vars.isSet('PS2')) sh.vars.set('PS2', '> ')
  sh.source = { text: '', firstLine: 1, input: 'stdin' }
  catchInterrupts(sh)
  for (const signal of SHELL_SIGNALS) sh.process.onSignal(signal, () => undefined)
  startJobControl(sh)
}

/** Gives the shell a group of its own in the terminal's foreground. Without a terminal there is no job control. */
function startJobControl(sh: Shell): void {
  const { process } = sh
  const fd = [2, 0, 1].find((each) => process.isOpen(each) && process.isatty(each))
  if (fd === undefined) return
  try {
    if (process.getpgid() !== process.pid) process.setpgid(0, process.pid)
  } catch (error) {
    if (!isErrno(error, 'EPERM')) throw error
  }
  try {
    process.setForegroundGroup(fd, process.getpgid())
  } catch (error) {
    if (!isErrno(error)) throw error
    return
  }
  const kept = process.dup(fd, 255, true)
  sh.tty = kept
  sh.options.add('monitor')
}

async function loop(sh: Shell, reader: LineReader): Promise<ExitCode> {
  let warned = false
  let lineNumber = 1
  for (;;) {
    const read = await readCommand(sh, reader)
    if (read === 'nothing') continue
    if (read === 'interrupted') {
      sh.status = 130
      continue
    }
    if (read === 'end') {
      if (!warned && (await stoppedJobs(sh))) {
        warned = true
        continue
      }
      if (sh.dialect === 'bash') await writeError(sh, sh.login ? 'logout\n' : 'exit\n')
      return sh.status
    }
    const asked = warned
    warned = false
    try {
      await runCommandLine(sh, read, lineNumber)
      sh.process.noteStatus(0, sh.status)
    } catch (error) {
      if (!(error instanceof ExitShell)) throw error
      const typed = /(?:^|[;&|\s])(?:exit|logout)\b/.test(read)
      if (typed && !asked && (await stoppedJobs(sh))) {
        warned = true
        continue
      }
      if (typed && sh.dialect === 'bash') await writeError(sh, sh.login ? 'logout\n' : 'exit\n')
      throw error
    }
    lineNumber += read.split('\n').length - 1
  }
}

/** Warns of stopped jobs that an exit would leave behind. */
async function stoppedJobs(sh: Shell): Promise<boolean> {
  await pollJobs(sh)
  if (!sh.jobs.all.some((job) => stateOf(job) === 'Stopped')) return false
  if (sh.dialect === 'bash') await writeError(sh, sh.login ? 'logout\n' : 'exit\n')
  const text = {
    bash: 'There are stopped jobs.',
    ash: 'You have stopped jobs.',
    dash: '\nYou have stopped jobs.',
  }
  await writeError(sh, `${text[sh.dialect]}\n`)
  return true
}

/** A whole command, of as many lines as it takes. */
async function readCommand(
  sh: Shell,
  reader: LineReader,
): Promise<string | 'interrupted' | 'nothing' | 'end'> {
  const command = await beforePrompt(sh)
  if (command) return 'interrupted'
  let text = ''
  let prompt = await expandPrompt(sh, sh.vars.get('PS1') ?? '')
  sh.process.notePrompt(0)
  for (;;) {
    const line = await reader.read(prompt)
    if (line.kind === 'interrupted') return 'interrupted'
    if (line.kind === 'end') {
      if (text === '') return 'end'
      await showSyntaxError(
        sh,
        text,
        { message: 'expected more', pos: text.length },
        { firstLine: 1, input: 'stdin' },
      )
      sh.status = 2
      return 'interrupted'
    }
    const expanded = await withHistory(sh, line.text, openQuote(text) === "'")
    if (expanded === undefined) return 'nothing'
    text = `${text}${expanded}\n`
    if (!parseSource(withAliases(sh, text), sh.dialect).incomplete) return text
    prompt = await expandPrompt(sh, sh.vars.get('PS2') ?? '')
  }
}

/** A line with its history expansions, which are shown. Undefined: it is not to be run (`:p`, no such event). */
async function withHistory(sh: Shell, line: string, quoted: boolean): Promise<string | undefined> {
  if (sh.dialect !== 'bash' || !sh.options.has('histexpand') || quoted) return line
  try {
    const { text, changed, printOnly } = expandHistory(line, sh.history.lines, sh.history.memory)
    if (!changed) return line
    await writeError(sh, `${text}\n`)
    if (!printOnly) return text
    remember(sh, text)
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error
    await writeError(sh, `${sh.name}: ${error.message}\n`)
  }
  return undefined
}

/** Tells of jobs and runs PROMPT_COMMAND. True where that was interrupted. */
async function beforePrompt(sh: Shell): Promise<boolean> {
  try {
    await checkpoint(sh)
    await notifyJobs(sh)
    const command = sh.dialect === 'bash' ? sh.vars.get('PROMPT_COMMAND') : undefined
    if (!command) return false
    const { status } = sh
    await runText(sh, command)
    sh.status = status
    return false
  } catch (error) {
    if (error instanceof Interrupted) return true
    if (!(error instanceof Failure)) throw error
    await report(sh, error)
    return false
  }
}

async function runCommandLine(sh: Shell, typed: string, firstLine: number): Promise<void> {
  const line = typed.replace(/\n$/, '')
  remember(sh, sh.shopts.has('cmdhist') && !sh.shopts.has('lithist') ? joinLines(line) : line)
  sh.process.noteCommand(0, line)
  const text = withAliases(sh, typed)
  const parsed = parseSource(text, sh.dialect)
  const { status } = sh
  sh.source = { text, firstLine, input: 'stdin' }
  sh.position = 0
  if (parsed.error) {
    await showSyntaxError(sh, text, parsed.error, { firstLine, input: 'stdin' })
    sh.status = 2
    return
  }
  if (parsed.script.commands.length === 0) {
    sh.status = status
    return
  }
  try {
    sh.status = await runList(sh, parsed.script.commands)
  } catch (error) {
    if (error instanceof Interrupted) {
      sh.status = 130
      await writeError(sh, '\n')
    } else if (error instanceof Failure) {
      const code = await report(sh, error)
      sh.status = code === 127 && sh.dialect === 'bash' ? 1 : code
    } else throw error
  } finally {
    sh.loops = 0
    sh.conditions = 0
    sh.frames = []
    takeTerminal(sh)
  }
}
