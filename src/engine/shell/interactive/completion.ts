import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { byCodeUnit, decode } from '../../base/text.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import { names } from '../builtins/registry.ts'
import type { Candidate, Completion, CompletionKind, CompletionSource } from '../editor/complete.ts'
import { glob } from '../expand/glob.ts'
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
  kind: CompletionKind = 'any',
): Promise<Completion> {
  let line = commandAt(text, cursor)
  let candidates = kind === 'any' ? await find(sh, line, sources) : ofKind(sh, line, kind)
  const part = /[=:]([^=:]*)$/.exec(line.word)?.[1]
  if (candidates.length === 0 && part !== undefined && text.slice(0, cursor).endsWith(part)) {
    line = { ...line, word: part, from: cursor - part.length }
    candidates = paths(sh, part, false)
  }
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
  if (line.quote !== '') {
    if (!final) return line.quote + candidate.text
    const slash = candidate.text.endsWith('/') ? '/' : ''
    return `${line.quote}${slash ? candidate.text.slice(0, -1) : candidate.text}${line.quote}${slash}${tail}`
  }
  if (candidate.text === '') return tail
  const [variable = ''] = /^\$(?:\w+|\{\w+\})/.exec(candidate.text) ?? []
  const text = backslashQuote(candidate.text.slice(variable.length)).replace(/^\\~/, '~').replace(/^''$/, '')
  return variable + text + (line.backquoted ? '' : tail)
}

async function find(
  sh: Shell,
  line: CommandLine,
  sources: ReadonlyMap<string, CompletionSource>,
): Promise<readonly Candidate[]> {
  const variable = /^(\$\{?)(\w*)$/.exec(line.word)
  if (variable && line.quote !== "'") return variables(sh, variable[2]!, variable[1]!)
  if (/^~[\w.-]*$/.test(line.word) && line.quote === '')
    return users(sh, line.word.slice(1)).map((name) => ({ text: `~${name}/`, label: `~${name}`, open: true }))
  if (line.redirected) return paths(sh, line.word, false)
  if (line.before.length === 0)
    return line.word.includes('/') ? paths(sh, line.word, true) : commands(sh, line.word)
  const program = line.before[0]!.split('/').at(-1)!
  const words = [...line.before, line.word]
  const own = await sources.get(program)?.({ words, cwd: sh.process.cwd() })
  if (own) return own.filter((each) => each.text.startsWith(line.word))
  const all = paths(sh, line.word, false)
  const directories = all.filter((each) => each.open === true)
  return /^(?:cd|rmdir)$/.test(program) && directories.length > 0 ? directories : all
}

/** Candidates of one kind, wherever the word stands. */
function ofKind(sh: Shell, line: CommandLine, kind: Exclude<CompletionKind, 'any'>): Candidate[] {
  const { word } = line
  switch (kind) {
    case 'command':
      return commands(sh, word)
    case 'filename':
      return paths(sh, word, false)
    case 'variable':
      return variables(sh, word.replace(/^\$\{?/, ''), /^\$\{?/.exec(word)?.[0] ?? '')
    case 'username':
      return users(sh, word.replace(/^~/, '')).map((name) => ({
        text: word.startsWith('~') ? `~${name}` : name,
      }))
    case 'glob':
    case 'glob-start': {
      const found = glob(sh, `${word}${kind === 'glob' && /[*?[]/.test(word) ? '' : '*'}`)
      return found.map((text) => ({ text, open: isDirectoryPath(sh, text) }))
    }
    case 'hostname':
      return ['localhost', sh.process.hostname()]
        .filter((name) => name.startsWith(word))
        .map((text) => ({ text }))
  }
}

function variables(sh: Shell, start: string, before: string): Candidate[] {
  const names = sh.vars.names().filter((name) => name.startsWith(start))
  return names.map((name) => {
    const open = names.length === 1 && before !== '' && isDirectoryPath(sh, sh.vars.get(name) || '.')
    const directory = open && sh.vars.get(name) !== ''
    return {
      text: `${before}${name}${before === '${' ? '}' : ''}${directory ? '/' : ''}`,
      label: name,
      open: directory,
    }
  })
}

/** Names in /etc/passwd that begin so. */
function users(sh: Shell, start: string): string[] {
  try {
    const lines = decode(bytesOf(sh.process.readFile('/etc/passwd'))).split('\n')
    return lines.map((each) => each.split(':')[0]!).filter((name) => name !== '' && name.startsWith(start))
  } catch (error) {
    if (isErrno(error)) return []
    throw error
  }
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
  const real = directory
    .replace(/^~(?=\/)/, sh.vars.get('HOME') ?? '~')
    .replace(/^\$(?:(\w+)|\{(\w+)\})(?=\/)/, (_, plain, braced) => sh.vars.get(plain ?? braced) ?? '')
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
