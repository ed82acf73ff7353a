import { bytesOf } from '../base/body.ts'
import { FsError, isErrno } from '../base/errors.ts'
import { decode } from '../base/text.ts'
import type { ExitCode, Process, Program } from '../kernel/process.ts'
import type { Dialect } from './dialect.ts'
import type { CompletionSource } from './editor/complete.ts'
import { Failure, Interrupted } from './failure.ts'
import { runInteractive } from './interactive/repl.ts'
import { type Invocation, parseInvocation } from './invocation.ts'
import { print, report, writeError } from './report.ts'
import { finish } from './run/child.ts'
import { readUntil } from './run/input.ts'
import { runList } from './run/list.ts'
import { runScriptText, showSyntaxError, withAliases } from './run/text.ts'
import { BASH_VERSION, newShell, runStartupFiles } from './startup.ts'
import type { HostLookup, Shell } from './state.ts'
import { parseSource } from './syntax/parse.ts'

export interface ShellOptions {
  readonly dialect: Dialect
  /** Name of the program in the world; the dialect's by default. */
  readonly name?: string
  /** What an interactive shell says first. */
  readonly greeting?: string
  /** Completes arguments of programs (`docker …`). */
  readonly completions?: ReadonlyMap<string, CompletionSource>
  /** Finds the addresses of hosts, for /dev/tcp. */
  readonly lookUp?: HostLookup
}

/**
 * A shell. Exit status: that of the last command; 127 for a script that is not there, 126 for one that may not be
 * read, 2 for wrong options and syntax errors.
 */
export function createShell(options: ShellOptions): Program {
  return {
    name: options.name ?? options.dialect,
    run: (process) => run(process, options),
  }
}

async function run(process: Process, options: ShellOptions): Promise<ExitCode> {
  const { dialect } = options
  const invocation = parseInvocation(process.argv, dialect)
  const reads = invocation.commands === undefined && (invocation.operands.length === 0 || invocation.stdin)
  const terminal = process.isOpen(0) && process.isatty(0) && process.isOpen(2) && process.isatty(2)
  const interactive = invocation.interactive || (reads && terminal)
  const sh = newShell(process, dialect, invocation, interactive, options.lookUp)
  if (invocation.unknown !== undefined) return refuse(sh, invocation.unknown)
  if (invocation.long.has('--version')) {
    await print(
      sh,
      `GNU bash, version ${BASH_VERSION} (x86_64-pc-linux-gnu)\nCopyright (C) 2022 Free Software Foundation, Inc.\nLicense GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>\n\nThis is free software; you are free to change and redistribute it.\nThere is NO WARRANTY, to the extent permitted by law.\n`,
    )
    return 0
  }
  return finish(sh, () => perform(sh, invocation, options, reads))
}

async function perform(
  sh: Shell,
  invocation: Invocation,
  options: ShellOptions,
  reads: boolean,
): Promise<ExitCode> {
  if (invocation.commands !== undefined) {
    const [name, ...positional] = invocation.operands
    if (name !== undefined) sh.name = name
    sh.positional = positional
    sh.options.add('command')
    await runStartupFiles(sh, invocation)
    sh.source = { text: '', firstLine: 1, input: 'string' }
    const text = sh.dialect === 'bash' ? invocation.commands : withAliases(sh, invocation.commands)
    return runScriptText(sh, text, {
      firstLine: 1,
      input: 'string',
      where: sh.dialect === 'bash' ? '-c: ' : '',
      tail: true,
    })
  }
  if (!reads) {
    const [file, ...positional] = invocation.operands
    sh.positional = positional
    await runStartupFiles(sh, invocation)
    return runFile(sh, file!)
  }
  sh.positional = [...invocation.operands]
  sh.options.add('stdin')
  if (!sh.interactive) {
    await runStartupFiles(sh, invocation)
    return runStandardInput(sh)
  }
  if (options.greeting !== undefined) await print(sh, options.greeting)
  return runInteractive(sh, {
    start: () => runStartupFiles(sh, invocation),
    completions: options.completions ?? new Map(),
  })
}

async function refuse(sh: Shell, option: string): Promise<ExitCode> {
  const name = sh.name
  if (option === '-c') {
    const text = {
      bash: '-c: option requires an argument',
      dash: '0: -c requires an argument',
      ash: '-c requires an argument',
    }
    await writeError(sh, `${name}: ${text[sh.dialect]}\n`)
  } else if (sh.dialect === 'bash')
    await writeError(
      sh,
      `${name}: ${option}: invalid option\nUsage:\t${name} [GNU long option] [option] ...\n\t${name} [GNU long option] [option] script-file ...\n`,
    )
  else await writeError(sh, `${name}: ${sh.dialect === 'dash' ? '0: Illegal' : 'illegal'} option ${option}\n`)
  return 2
}

async function runFile(sh: Shell, file: string): Promise<ExitCode> {
  let text: string
  try {
    text = decode(bytesOf(sh.process.readFile(file)))
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    const reason = error.message
    const wording = {
      bash: `${sh.name}: ${file}: ${reason}`,
      dash: `${sh.name}: 0: cannot open ${file}: ${reason.replace(/ or directory$/, '')}`,
      ash: `${sh.name}: can't open '${file}': ${reason}`,
    }
    await writeError(sh, `${wording[sh.dialect]}\n`)
    if (sh.dialect !== 'bash') return 2
    return error.errno === 'ENOENT' ? 127 : 126
  }
  if (text.includes('\0')) {
    await writeError(sh, `${file}: ${file}: cannot execute binary file\n`)
    return 126
  }
  sh.name = file
  sh.source = { text: '', firstLine: 1, input: 'file' }
  return runScriptText(sh, text, { firstLine: 1, input: 'file' })
}

/** Reads commands from standard input, no more at a time than one command needs. */
async function runStandardInput(sh: Shell): Promise<ExitCode> {
  let pending = ''
  let line = 1
  let firstLine = 1
  for (;;) {
    const { text, ended } = await readInput(sh)
    pending += ended ? text : `${text}\n`
    line += ended ? 0 : 1
    const source = withAliases(sh, pending)
    const parsed = parseSource(source, sh.dialect)
    if (parsed.incomplete && !ended) continue
    sh.source = { text: source, firstLine, input: 'stdin' }
    if (parsed.error) {
      await showSyntaxError(sh, source, parsed.error, { firstLine, input: 'stdin' })
      return 2
    }
    try {
      sh.status = await runList(sh, parsed.script.commands)
    } catch (error) {
      if (error instanceof Interrupted) return 130
      if (!(error instanceof Failure) || error.reach === 'shell') throw error
      sh.status = await report(sh, error)
    }
    if (ended) return sh.status
    pending = ''
    firstLine = line
  }
}

async function readInput(sh: Shell): Promise<{ text: string; ended: boolean }> {
  try {
    return await readUntil(sh, 0, 10)
  } catch (error) {
    if (isErrno(error)) return { text: '', ended: true }
    throw error
  }
}
