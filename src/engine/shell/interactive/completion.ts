import { isErrno } from '../../base/errors.ts'
import { byCodeUnit } from '../../base/text.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import { names } from '../builtins/registry.ts'
import type { Candidate, CompletionSource } from '../editor/complete.ts'
import type { Completion } from '../editor/editor.ts'
import { backslashQuote } from '../expand/quote.ts'
import type { Shell } from '../state.ts'
import { type CommandLine, commandAt } from './words.ts'

const KEYWORDS = 'if then else elif fi case esac for select while until do done in function time'.split(' ')

/** Candidates for the word at the cursor: commands, variables, a program's own words, paths. */
export async function completeLine(
  sh: Shell,
  text: string,
  cursor: number,
  sources: ReadonlyMap<string, CompletionSource>,
): Promise<Completion> {
  const line = commandAt(text, cursor)
  const candidates = await find(sh, line, sources)
  const unique = new Map(candidates.map((each) => [each.text, each]))
  return {
    from: line.from,
    candidates: [...unique.values()].sort((a, b) => byCodeUnit(a.text, b.text)),
    quote: (candidate, final) => written(line, candidate, final),
  }
}

/** A candidate as it stands on the line: in the quotes that were opened, else with backslashes. */
function written(line: CommandLine, candidate: Candidate, final: boolean): string {
  const tail = final && candidate.open !== true ? ' ' : ''
  if (line.quote !== '') return `${line.quote}${candidate.text}${tail === '' ? '' : `${line.quote} `}`
  const text = candidate.text.startsWith('$')
    ? candidate.text
    : backslashQuote(candidate.text).replace(/^\\~/, '~')
  return (candidate.text === '' ? '' : text) + tail
}

async function find(
  sh: Shell,
  line: CommandLine,
  sources: ReadonlyMap<string, CompletionSource>,
): Promise<readonly Candidate[]> {
  const variable = /^\$(\w*)$/.exec(line.word)
  if (variable && line.quote !== "'")
    return sh.vars
      .names()
      .filter((name) => name.startsWith(variable[1]!))
      .map((name) => ({ text: `$${name}` }))
  if (line.redirected) return paths(sh, line.word, false)
  if (line.before.length === 0)
    return line.word.includes('/') ? paths(sh, line.word, true) : commands(sh, line.word)
  const program = line.before[0]!.split('/').at(-1)!
  const words = [...line.before, line.word]
  const own = await sources.get(program)?.({ words, cwd: sh.process.cwd() })
  if (own) return own.filter((each) => each.text.startsWith(line.word))
  const all = paths(sh, line.word, false)
  return program === 'cd' || program === 'rmdir' ? all.filter((each) => each.open === true) : all
}

function commands(sh: Shell, word: string): Candidate[] {
  const found = [
    ...names(sh),
    ...sh.functions.keys(),
    ...sh.aliases.keys(),
    ...(sh.dialect === 'bash' ? KEYWORDS : []),
  ]
  for (const directory of (sh.vars.get('PATH') ?? '').split(':'))
    for (const name of list(sh, directory || '.'))
      if (name.startsWith(word) && isExecutable(sh, `${directory || '.'}/${name}`)) found.push(name)
  const matching = found.filter((name) => name.startsWith(word)).map((text) => ({ text }))
  return matching.length > 0 ? matching : paths(sh, word, true)
}

function isExecutable(sh: Shell, path: string): boolean {
  return !isDirectoryPath(sh, path) && sh.process.access(path, { execute: true })
}

/** Paths that begin with a word. `executable`: only directories and what can be run. */
function paths(sh: Shell, word: string, executable: boolean): Candidate[] {
  const slash = word.lastIndexOf('/')
  const directory = word.slice(0, slash + 1)
  const start = word.slice(slash + 1)
  const real = directory.replace(/^~(?=\/)/, sh.vars.get('HOME') ?? '~')
  const out: Candidate[] = []
  for (const name of list(sh, real || '.')) {
    if (!name.startsWith(start) || (name.startsWith('.') && !start.startsWith('.'))) continue
    const isDir = isDirectoryPath(sh, real + name)
    if (executable && !isDir && !sh.process.access(real + name, { execute: true })) continue
    out.push({ text: directory + name + (isDir ? '/' : ''), label: name + (isDir ? '/' : ''), open: isDir })
  }
  return out
}

function list(sh: Shell, directory: string): string[] {
  try {
    return sh.process.readdir(directory).map((entry) => entry.name)
  } catch (error) {
    if (isErrno(error)) return []
    throw error
  }
}

function isDirectoryPath(sh: Shell, path: string): boolean {
  try {
    return isDirectory(sh.process.stat(path).mode)
  } catch (error) {
    if (isErrno(error)) return false
    throw error
  }
}
