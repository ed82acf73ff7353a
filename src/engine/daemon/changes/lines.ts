import { EngineError } from '../../base/errors.ts'
import { splitWords } from './words.ts'

/** One instruction as it was written. */
export interface Instruction {
  /** As written, in any case. */
  readonly word: string
  /** `--name=value` right after it, by name. */
  readonly flags: ReadonlyMap<string, string>
  /** What follows, without blanks around it. */
  readonly rest: string
  /** All of it, its lines made one. */
  readonly source: string
  /** Where it begins, from 1. */
  readonly line: number
  /** There are empty lines in it, which the builder warns of. */
  readonly gaps: boolean
}

const isComment = (line: string): boolean => /^\s*#/.test(line)

/** The character that goes on with the next line, as a directive at the top names it (BuildKit, parser/directives.go). */
function escapeOf(text: string): string {
  for (const line of text.split('\n')) {
    const directive = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(line)
    if (!directive) return '\\'
    const [, name, value] = directive
    if (name!.toLowerCase() !== 'escape') continue
    if (value !== '\\' && value !== '`')
      throw new EngineError('invalid', `invalid escape token '${value}' does not match \` or \\`)
    return value
  }
  return '\\'
}

/**
 * Instructions of a Dockerfile's text: comments and blank lines fall away, an escape character at the end goes on
 * (BuildKit, parser.Parse). Two of them do not.
 */
export function parseInstructions(text: string): Instruction[] {
  const goesOn = escapeOf(text) === '`' ? /(^|[^`])`[ \t]*$/ : /(^|[^\\])\\[ \t]*$/
  const lines = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
  const found: Instruction[] = []
  for (let at = 0; at < lines.length; at++) {
    const first = lines[at]!
    if (first.trim() === '' || isComment(first)) continue
    const start = at + 1
    let source = first.trimStart()
    let gaps = false
    while (goesOn.test(source)) {
      source = source.replace(goesOn, '$1')
      for (at++; at < lines.length && (isComment(lines[at]!) || lines[at]!.trim() === ''); at++)
        gaps ||= lines[at]!.trim() === '' && at < lines.length - 1
      if (at >= lines.length) break
      source += lines[at]!
    }
    if (source.trim() === '') continue
    found.push({ ...parseLine(source.trim(), start), gaps })
    at = afterDocuments(source, lines, at)
  }
  if (found.length === 0) throw new EngineError('invalid', 'file with no instructions')
  return found
}

/** The here-documents that a line begins end further down: the classic builder reads over them. Returns the last line read. */
function afterDocuments(source: string, lines: readonly string[], last: number): number {
  if (!/^\s*(run|copy|add)\s/i.test(source)) return last
  let at = last
  for (const word of splitWords(source)) {
    const [, dash, name] = /^\d*<<(-?)["']?([^<"']+)["']?$/.exec(word) ?? []
    if (name === undefined) continue
    do at++
    while (at < lines.length && (dash ? lines[at]!.replace(/^\t+/, '') : lines[at]!) !== name)
    if (at >= lines.length) throw new EngineError('invalid', 'unterminated heredoc')
  }
  return at
}

function parseLine(source: string, line: number): Omit<Instruction, 'gaps'> {
  const [, word, after] = /^(\S+)\s*(.*)$/s.exec(source)!
  const flags = new Map<string, string>()
  let rest = after!
  for (let flag = /^--(\S*)\s*/.exec(rest); flag && flag[1] !== ''; flag = /^--(\S*)\s*/.exec(rest)) {
    const [name, ...value] = flag[1]!.split('=')
    flags.set(name!, value.join('='))
    rest = rest.slice(flag[0].length)
  }
  return { word: word!, flags, rest: rest.trim(), source, line }
}
