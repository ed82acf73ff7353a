import { forEachChild, parse } from 'unbash'
import { keeping } from '../../base/keeping.ts'
import type { Dialect } from '../dialect.ts'
import type { ParsedScript, Statement, SyntaxNode } from './ast.ts'
import { beyondDialect } from './beyond.ts'

/** A parsed text: what it holds, whether more input could complete it, or what is wrong with it. */
export interface Parsed {
  readonly script: ParsedScript
  /** The text ends within a quote, a here-document, a compound command or after an operator. */
  readonly incomplete: boolean
  readonly error: SyntaxFault | undefined
}
export interface SyntaxFault {
  readonly message: string
  readonly pos: number
}

/** Texts that are not kept: whoever parses one so long does it once. */
const LONG = 65_536
/** Texts of each dialect that are kept. */
const KEPT = 64

/** Nobody changes the result: the same text may be given it again. */
export function parseSource(text: string, dialect: Dialect = 'bash'): Parsed {
  return text.length > LONG ? parsedAs(text, dialect) : PARSED[dialect](text)
}
const PARSED: Readonly<Record<Dialect, (text: string) => Parsed>> = {
  bash: keeping((text) => parsedAs(text, 'bash'), KEPT),
  dash: keeping((text) => parsedAs(text, 'dash'), KEPT),
  ash: keeping((text) => parsedAs(text, 'ash'), KEPT),
}

function parsedAs(text: string, dialect: Dialect): Parsed {
  const script = parse(text)
  const error = earliest([
    unfinishedHead(text),
    ownError(script, text),
    emptyClause(script, text),
    nestedError(script),
    beyondDialect(script, text, dialect),
  ])
  const end = text.replace(/\s+$/, '').length
  const atEnd = error !== undefined && (/^unterminated/.test(error.message) || error.pos >= end)
  const incomplete =
    (atEnd && !/unexpected|bad for/.test(error.message)) ||
    openHereDoc(script) ||
    /(?:^|[^\\])(?:\\\\)*\\\n?$/.test(text)
  return { script, incomplete, error }
}

/**
 * The parser's first error. That a group is empty does not count while it is also open: more lines may come.
 */
function ownError(script: ParsedScript, text: string): SyntaxFault | undefined {
  const errors = script.errors ?? []
  const end = text.replace(/\s+$/, '').length
  const open = errors.some((each) => / to close /.test(each.message) && each.pos >= end)
  const found = errors.find((each) => !(open && /^expected command in /.test(each.message)))
  // A redirection's target must stand on its line.
  return found?.message === 'expected redirect target'
    ? { message: 'unexpected end of a redirection', pos: found.pos }
    : found
}

/** `for` at the end of a line, or `echo (`: a word must follow on the same line. */
function unfinishedHead(text: string): SyntaxFault | undefined {
  const m = /(?:^|[;\n]\s*)(?:for|case|select|function)[ \t]*(?=\n|$)|\w[ \t]+\([ \t]*(?=\n*$)/.exec(text)
  if (!m || !/^\s*$/.test(text.slice(m.index + m[0].length))) return undefined
  return { message: "unexpected token 'newline'", pos: m.index + m[0].length }
}

function earliest(faults: readonly (SyntaxFault | undefined)[]): SyntaxFault | undefined {
  const found = faults.filter((each) => each !== undefined)
  return found.reduce<SyntaxFault | undefined>(
    (a, b) => (a === undefined || b.pos < a.pos ? b : a),
    undefined,
  )
}

/** The body of a here-document that nothing closes. The parser reports no error for it. */
function openHereDoc(node: SyntaxNode): boolean {
  if (node.type === 'HereDoc') return node.closing === undefined
  if (node.type === 'Word') return false
  let open = false
  forEachChild(node, (child) => {
    open ||= openHereDoc(child)
  })
  return open
}

/** `if; then`, `( )`: lists that the grammar does not allow to be empty and the parser lets pass. */
function emptyClause(node: SyntaxNode, text: string): SyntaxFault | undefined {
  if ((node.type === 'BraceGroup' || node.type === 'Subshell') && node.end >= text.trimEnd().length) {
    if (!/[)}]$/.test(text.slice(node.pos, node.end))) return undefined
  }
  if (node.type === 'If' || node.type === 'Elif' || node.type === 'While') {
    if (node.clause.commands.length === 0) return fault(text, node.pos)
    const body = node.type === 'While' ? node.body : node.then
    if (body.commands.length === 0) return { message: 'expected command', pos: body.end }
  }
  if ((node.type === 'Subshell' || node.type === 'BraceGroup') && node.body.commands.length === 0)
    return { message: 'expected command', pos: skipBlank(text, node.pos + 1) }
  if (node.type === 'Word') return undefined
  let found: SyntaxFault | undefined
  forEachChild(node, (child) => {
    found ??= emptyClause(child, text)
  })
  return found
}

function fault(text: string, pos: number): SyntaxFault {
  const keyword = /^\w+/.exec(text.slice(pos))?.[0] ?? ''
  return { message: 'expected command', pos: skipBlank(text, pos + keyword.length) }
}

function skipBlank(text: string, at: number): number {
  while (text[at] === ' ' || text[at] === '\t') at++
  return at
}

/** Errors within `$(…)` belong to the whole text in bash. */
function nestedError(node: SyntaxNode): SyntaxFault | undefined {
  let found: SyntaxFault | undefined
  forEachChild(node, (child) => {
    if (found) return
    if (child.type === 'Script' && child.errors?.[0] && child.source === undefined) found = child.errors[0]
    else found = nestedError(child)
  })
  return found
}

/** Line of an offset, 1 for the first; counted from the line of another offset before it. */
export function lineAt(text: string, pos: number, from = 0): number {
  let line = 1
  for (let at = text.indexOf('\n', from); at >= 0 && at < pos; at = text.indexOf('\n', at + 1)) line++
  return line
}

/**
 * Groups statements as a shell reads them: all that start on the lines of one command together. With a syntax
 * error, only what was complete before it; the parts are run before the error shows.
 */
export function unitsOf(text: string, parsed: Parsed): Statement[][] {
  const units: Statement[][] = []
  let lastLine = 0
  let counted = { pos: 0, line: 1 }
  const lineOf = (pos: number): number => {
    if (pos < counted.pos) counted = { pos: 0, line: 1 }
    counted = { pos, line: counted.line - 1 + lineAt(text, pos, counted.pos) }
    return counted.line
  }
  for (const statement of parsed.script.commands) {
    const first = lineOf(statement.pos)
    if (units.length > 0 && first <= lastLine) units.at(-1)!.push(statement)
    else units.push([statement])
    lastLine = lineOf(statement.end)
  }
  if (!parsed.error) return units
  const complete: Statement[][] = []
  for (const unit of units) {
    const end = unit.at(-1)!.end
    const newline = text.indexOf('\n', end)
    if (newline < 0) break
    const before = parseSource(text.slice(0, newline + 1))
    if (before.error || before.incomplete) break
    complete.push(unit)
  }
  return complete
}

const OPERATOR = /^(?:;;&|;;|;&|&&|\|\||\|&|<<|>>|[;&|()<>])/

/** The token at an offset, as an error message names it. */
function tokenAt(text: string, pos: number): string {
  let at = skipBlank(text, pos)
  if (text[at] === '#') while (at < text.length && text[at] !== '\n') at++
  if (at >= text.length) return text.includes('\n', pos) ? '' : 'newline'
  if (text[at] === '\n') return 'newline'
  const rest = text.slice(at)
  return OPERATOR.exec(rest)?.[0] ?? /^[^\s;&|()<>]+/.exec(rest)?.[0] ?? rest
}

const QUOTES: readonly (readonly [RegExp, string])[] = [
  [/double quote/, '"'],
  [/single quote/, "'"],
  [/backtick|backquote/, '`'],
  [/command substitution|arithmetic|subshell|parenthes/, ')'],
  [/parameter|brace/, '}'],
]

const EXPECTING: readonly (readonly [RegExp, string])[] = [
  [/expected 'fi'/, 'fi'],
  [/expected 'then'/, 'then'],
  [/expected 'done'/, 'done'],
  [/expected 'do'/, 'do'],
  [/expected 'esac'/, 'esac'],
  [/expected '\)'/, ')'],
  [/expected '\}'/, '}'],
]

/** The lines a shell prints for a syntax error, each without `name: `. `where` is bash's `-c: ` or `eval: `. */
export function syntaxText(
  dialect: Dialect,
  text: string,
  error: SyntaxFault,
  place: { readonly interactive: boolean; readonly firstLine: number; readonly where: string },
): string[] {
  const atEnd =
    error.pos >= text.replace(/\s+$/, '').length &&
    !/unexpected token/.test(error.message) &&
    !(/redirection$/.test(error.message) && (dialect === 'bash' || text.endsWith('\n')))
  const quote = /^unterminated/.test(error.message)
    ? QUOTES.find(([test]) => test.test(error.message))?.[1]
    : undefined
  const line = lineAt(text, error.pos) + place.firstLine - 1
  if (dialect !== 'bash') return [posixText(dialect, text, error, line, atEnd, quote)]
  const at = (n: number): string => (place.interactive ? '' : `${place.where}line ${n}: `)
  const last = text.replace(/\n$/, '').split('\n').length + place.firstLine
  if (quote !== undefined)
    return [`${at(quote === ')' ? last : line)}unexpected EOF while looking for matching \`${quote}'`]
  if (atEnd) return [`${at(last)}syntax error: unexpected end of file`]
  const token = tokenAt(text, error.pos)
  const first = `${at(line)}syntax error near unexpected token \`${token || 'newline'}'`
  if (place.interactive) return [first]
  const content = text.split('\n')[line - place.firstLine] ?? ''
  return [first, `${at(line)}\`${content}'`]
}

function posixText(
  dialect: Dialect,
  text: string,
  error: SyntaxFault,
  line: number,
  atEnd: boolean,
  quote: string | undefined,
): string {
  const dash = dialect === 'dash'
  const head = dash ? `${line}: Syntax error: ` : 'syntax error: '
  if (quote === '"' || quote === "'") return `${head}${dash ? 'U' : 'u'}nterminated quoted string`
  if (quote === '`') return dash ? `${head}EOF in backquote substitution` : `${head}EOF in backquotes`
  if (/^bad for/.test(error.message)) return `${head}${dash ? 'Bad' : 'bad'} for loop variable`
  if (error.message === 'unexpected redirection')
    return head + (dash ? 'redirection unexpected' : error.message)
  const token = tokenAt(text, error.pos)
  const what =
    atEnd || quote !== undefined
      ? 'end of file'
      : token === 'newline' || token === ''
        ? 'newline'
        : `"${token}"`
  const parenthesis = what === 'newline' && /\([ \t]*$/.test(text.slice(0, error.pos))
  if (parenthesis)
    return dash ? `${head}newline unexpected (expecting ")")` : `${head}unexpected newline (expecting ")")`
  const wanted = quote ?? EXPECTING.find(([test]) => test.test(error.message))?.[1]
  const expecting = wanted && (atEnd || quote !== undefined) ? ` (expecting "${wanted}")` : ''
  return dash ? `${head}${what} unexpected${expecting}` : `${head}unexpected ${what}${expecting}`
}
