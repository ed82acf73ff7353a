import type { ExitCode } from '../../kernel/process.ts'
import { Failure } from '../failure.ts'
import { report, writeError } from '../report.ts'
import type { Shell, Source } from '../state.ts'
import { expandAliases } from '../syntax/alias.ts'
import type { Statement } from '../syntax/ast.ts'
import { parseSource, syntaxText, unitsOf } from '../syntax/parse.ts'
import { runList } from './list.ts'

/** How a whole text is run. */
export interface TextOptions {
  readonly firstLine: number
  readonly input: Source['input']
  /** What bash puts before `line N:` in a syntax error. */
  readonly where?: string
  /** The process ends with the text: its last command may take its place. */
  readonly tail?: boolean
}

/** Runs text within the running command (`eval`, a trap). Failures reach the caller. */
export async function runText(sh: Shell, text: string, where = ''): Promise<ExitCode> {
  const source = withAliases(sh, text)
  const parsed = parseSource(source, sh.dialect)
  if (parsed.error) {
    await showSyntaxError(sh, source, parsed.error, { firstLine: 1, input: sh.source.input, where })
    throw new Failure('', { reach: sh.dialect === 'bash' ? 'command' : 'shell', status: 2, why: 'syntax' })
  }
  const outer = sh.source
  const { position } = sh
  const firstLine = outer.firstLine + countLines(outer.text, position)
  sh.source = { text: source, firstLine, input: outer.input }
  try {
    return await runList(sh, parsed.script.commands)
  } finally {
    sh.source = outer
    sh.position = position
  }
}

const countLines = (text: string, end: number): number => text.slice(0, end).split('\n').length - 1

/** Runs a text of its own (a script, `-c`, a sourced file): what comes before a syntax error still runs. */
export async function runScriptText(sh: Shell, text: string, options: TextOptions): Promise<ExitCode> {
  const parsed = parseSource(text, sh.dialect)
  const outer = sh.source
  const { position } = sh
  const run = (statements: readonly Statement[], tail: boolean): Promise<ExitCode> => {
    sh.source = { text, firstLine: options.firstLine, input: options.input }
    return runList(sh, statements, tail)
  }
  let status: ExitCode = 0
  try {
    const units = unitsOf(text, parsed)
    for (const [i, unit] of units.entries()) {
      const known = sh.aliases.size
      try {
        status = await run(unit, options.tail === true && i === units.length - 1 && !parsed.error)
      } catch (error) {
        if (!(error instanceof Failure) || error.reach === 'shell') throw error
        status = await report(sh, error)
        sh.status = status
        if (options.input === 'string') return status
      }
      if (sh.aliases.size !== known && i < units.length - 1) return await rest(sh, text, unit, options)
    }
    if (!parsed.error) return status
    sh.source = { text, firstLine: options.firstLine, input: options.input }
    await showSyntaxError(sh, text, parsed.error, options)
    sh.status = 2
    return 2
  } finally {
    sh.source = outer
    sh.position = position
  }
}

/** What follows a line that made aliases is read anew: they count from the next line on. */
function rest(sh: Shell, text: string, unit: readonly Statement[], options: TextOptions): Promise<ExitCode> {
  const end = text.indexOf('\n', unit.at(-1)!.end) + 1
  const firstLine = options.firstLine + countLines(text, end)
  return runScriptText(sh, withAliases(sh, text.slice(end)), { ...options, firstLine })
}

/** Shows a syntax error in the dialect's words. */
export async function showSyntaxError(
  sh: Shell,
  text: string,
  error: { message: string; pos: number },
  options: TextOptions,
): Promise<void> {
  const lines = syntaxText(sh.dialect, text, error, {
    interactive: sh.interactive,
    firstLine: options.firstLine,
    where: options.where ?? '',
  })
  const middle = sh.dialect === 'ash' && options.where ? `${options.where}line 0: ` : ''
  for (const line of lines) await writeError(sh, `${sh.name}: ${middle}${line}\n`)
}

/** Aliases count at a prompt, and in scripts of ash and dash. */
export function withAliases(sh: Shell, text: string): string {
  const expands = sh.interactive || sh.dialect !== 'bash' || sh.shopts.has('expand_aliases')
  return expands ? expandAliases(text, sh.aliases) : text
}
