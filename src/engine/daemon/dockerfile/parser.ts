import { EngineError } from '../../base/errors.ts'
import { argumentsOf } from './arguments.ts'
import { DirectiveReader } from './directives.ts'
import { chomped, type Heredoc, heredocsIn } from './heredoc.ts'
import { DockerfileError, located, type Range } from './location.ts'
import { splitAtBlank, splitFlags } from './split.ts'

/** One instruction as it was written. */
export interface Node {
  /** Its first word, in any case. */
  readonly word: string
  /** `--name=value` right after it. */
  readonly flags: readonly string[]
  /** What follows, without blanks around it. */
  readonly rest: string
  /** The same taken apart, as its kind of instruction has it. */
  readonly args: readonly string[]
  /** The arguments are a JSON list. */
  readonly json: boolean
  /** All of it, its lines made one. */
  readonly original: string
  readonly heredocs: readonly Heredoc[]
  readonly range: Range
  /** The comments right before it. */
  readonly comments: readonly string[]
}

export interface ParsedFile {
  readonly nodes: readonly Node[]
  readonly escapeToken: string
  /** Instructions with empty lines in them, and where they end. */
  readonly gaps: readonly { readonly source: string; readonly line: number }[]
}

const WITH_DOCUMENTS = ['add', 'copy', 'run']
const isComment = (line: string): boolean => /^\s*#/.test(line)

/** One line as an instruction, without the documents that follow it. Throws `invalid`. */
function parseLine(line: string, escapeToken: string): Omit<Node, 'heredocs' | 'range' | 'comments'> {
  const [word, after = ''] = splitAtBlank(line.trim())
  const { flags, rest } = splitFlags(after, escapeToken)
  const trimmed = rest.trim()
  return { word, flags, rest: trimmed, original: line, ...argumentsOf(word, trimmed, escapeToken) }
}

/** Documents follow COPY, ADD and RUN, and ONBUILD of those; not where the arguments are a list. */
function mayHaveDocuments(
  { word, rest, json }: Pick<Node, 'word' | 'rest' | 'json'>,
  escapeToken: string,
): boolean {
  if (word.toLowerCase() === 'onbuild' && rest !== '')
    return mayHaveDocuments(parseLine(rest, escapeToken), escapeToken)
  return WITH_DOCUMENTS.includes(word.toLowerCase()) && !json
}

/** Lines of a text, and where in it one is. */
class Lines {
  at = 0
  private readonly lines: readonly string[]
  constructor(text: string) {
    const lines = text.replace(/^\uFEFF/, '').split('\n')
    if (lines.at(-1) === '') lines.pop()
    this.lines = lines
  }
  /** The next one, without what ends it. */
  next(): string | undefined {
    return this.lines[this.at++]?.replace(/\r+$/, '')
  }
  /** Without taking it apart: as it stands. */
  raw(): string | undefined {
    const line = this.lines[this.at++]
    return line === undefined ? undefined : `${line}\n`
  }
  get left(): boolean {
    return this.at < this.lines.length
  }
}

/**
 * A Dockerfile's text as instructions (BuildKit, frontend/dockerfile/parser). Both builders read with it. Throws
 * `DockerfileError`.
 */
export function parseText(text: string): ParsedFile {
  const lines = new Lines(text)
  const directives = new DirectiveReader()
  const nodes: Node[] = []
  const gaps: { source: string; line: number }[] = []
  let escapeToken = '\\'
  let comments: string[] = []
  while (lines.left) {
    const first = lines.next()!.trimStart()
    const start = lines.at
    try {
      const directive = directives.read(first)
      if (directive?.name === 'escape') escapeToken = escapeOf(directive.value)
      if (directive) continue
    } catch (error) {
      throw located(error, { start: start - 1, end: start - 1 })
    }
    if (isComment(first)) {
      const comment = first.slice(1).trim()
      comments = comment === '' ? [] : [...comments, comment]
      continue
    }
    const { line, gap } = whole(lines, first, escapeToken)
    if (line === undefined) continue
    if (gap) gaps.push({ source: line, line: lines.at })
    try {
      const node = parseLine(line, escapeToken)
      const heredocs =
        line.includes('<<') && mayHaveDocuments(node, escapeToken) ? documents(lines, line) : []
      nodes.push({ ...node, heredocs, range: { start, end: lines.at }, comments })
    } catch (error) {
      // Documents that do not end go on to the end of the file.
      throw located(error, { start, end: lines.at })
    }
    comments = []
  }
  if (nodes.length === 0)
    throw new DockerfileError('file with no instructions', { start: lines.at, end: lines.at })
  return { nodes, escapeToken, gaps }
}

function escapeOf(value: string): string {
  if (value === '\\' || value === '`') return value
  throw new EngineError('invalid', `invalid escape token '${value}' does not match \` or \\`)
}

/** A line with all that it goes on with; none where it is empty. Comments within it do not count. */
function whole(lines: Lines, first: string, escapeToken: string): { line?: string; gap: boolean } {
  const goesOn = escapeToken === '`' ? /([^`])`[ \t]*$|^`[ \t]*$/ : /([^\\])\\[ \t]*$|^\\[ \t]*$/
  const take = (text: string): { text: string; more: boolean } =>
    goesOn.test(text) ? { text: text.replace(goesOn, '$1'), more: true } : { text, more: false }
  let { text, more } = take(first)
  if (!more && text === '') return { gap: false }
  let gap = false
  while (more && lines.left) {
    const next = lines.next()!
    if (isComment(next)) continue
    if (next.trim() === '') {
      gap = true
      continue
    }
    const taken = take(next)
    text += taken.text
    more = taken.more
  }
  return { line: text, gap }
}

/** The here-documents that a line begins: up to their names. */
function documents(lines: Lines, line: string): Heredoc[] {
  return heredocsIn(line).map((begun) => {
    let content = ''
    for (let next = lines.raw(); ; next = lines.raw()) {
      if (next === undefined) {
        lines.at--
        throw new EngineError('invalid', 'unterminated heredoc')
      }
      const bare = next.replace(/[\r\n]+$/, '')
      if ((begun.chomp ? bare.replace(/^\t+/, '') : bare) === begun.name) return { ...begun, content }
      content += next
    }
  })
}

export const contentOf = ({ chomp, content }: Heredoc): string => (chomp ? chomped(content) : content)
