import { Failure } from '../failure.ts'
import type { Shell } from '../state.ts'
import type { Word, WordPart } from '../syntax/ast.ts'
import { parseWord, templateParts } from '../syntax/template.ts'
import { calculate } from './arith.ts'
import { expandBraces } from './brace.ts'
import { joinPattern, joinText, type Piece, quotedPiece, splitFields } from './field.ts'
import { glob } from './glob.ts'
import { expandParameter, expandSimple } from './parameter.ts'
import { hasMagic } from './pattern.ts'
import { expandTilde, tildeAssignment } from './tilde.ts'

/** Where expansion takes place. */
export interface Context {
  /** Within double quotes. */
  readonly quoted: boolean
  /** Results of unquoted expansions are split into fields. */
  readonly split: boolean
  /** The word of `${x:-word}`: its unquoted text is split as well. */
  readonly operand?: boolean
}

const SPLIT: Context = { quoted: false, split: true }
const WHOLE: Context = { quoted: false, split: false }

/** Fields of the words of a command: every expansion, splitting and file names. */
export async function expandWords(sh: Shell, words: readonly Word[]): Promise<string[]> {
  const out: string[] = []
  for (const word of words) {
    if (!word.parts && !/[~\\]/.test(word.text)) out.push(word.text)
    else for (const each of braced(sh, word)) out.push(...(await expandFields(sh, each)))
  }
  return out
}

function braced(sh: Shell, word: Word): Word[] {
  if (sh.dialect !== 'bash' || !sh.options.has('braceexpand')) return [word]
  if (!word.parts?.some((part) => part.type === 'BraceExpansion')) return [word]
  return expandBraces(word.text).flatMap((text) => (text === '' ? [] : (parseWord(text) ?? [])))
}

async function expandFields(sh: Shell, word: Word): Promise<string[]> {
  const fields = splitFields(await wordPieces(sh, word, SPLIT), sh.vars.get('IFS') ?? ' \t\n')
  if (sh.options.has('noglob')) return fields.map((field) => field.text)
  const out: string[] = []
  for (const field of fields) {
    if (!hasMagic(field.pattern, sh.dialect === 'bash')) {
      out.push(field.text)
      continue
    }
    const paths = glob(sh, field.pattern)
    if (paths.length > 0) out.push(...paths)
    else if (sh.shopts.has('failglob')) throw new Failure(`no match: ${field.text}`, { reach: 'line' })
    else if (!sh.shopts.has('nullglob')) out.push(field.text)
  }
  return out
}

/** A word as one text: no splitting, no file names (assignments, `case`, here-strings). */
export const expandWord = async (sh: Shell, word: Word): Promise<string> =>
  !word.parts && !/[~\\]/.test(word.text) ? word.text : joinText(await wordPieces(sh, word, WHOLE))

/** The value of an assignment: a tilde counts after each colon too. */
export async function expandAssigned(sh: Shell, word: Word): Promise<string> {
  if (!word.parts && !/[~\\]/.test(word.text)) return word.text
  return joinText(await wordPieces(sh, word, WHOLE, true))
}

/** A word as a pattern: what was quoted is quoted by backslashes. */
export const expandPattern = async (sh: Shell, word: Word): Promise<string> =>
  joinPattern(await wordPieces(sh, word, WHOLE))

/** Text in which only `$`, backquotes and backslashes are special: arithmetic, prompts, subscripts. */
export async function expandText(sh: Shell, text: string): Promise<string> {
  if (!/[$`\\]/.test(text)) return text
  return joinText(await partPieces(sh, templateParts(text), { quoted: true, split: false }))
}

/** Parts of the body of a here-document. */
export const expandBody = async (sh: Shell, parts: readonly WordPart[]): Promise<string> =>
  joinText(await partPieces(sh, parts, { quoted: true, split: false }))

/** The operand of `${x:-word}`. Within double quotes single quotes are plain. */
export async function expandOperand(sh: Shell, word: Word, context: Context): Promise<Piece[]> {
  return wordPieces(sh, word, { ...context, operand: true })
}

export const operandPattern = async (sh: Shell, word: Word): Promise<string> =>
  joinPattern(await wordPieces(sh, word, WHOLE))

async function wordPieces(sh: Shell, word: Word, context: Context, assigned = false): Promise<Piece[]> {
  const parts: readonly WordPart[] = word.parts ?? [
    { type: 'Literal', pos: word.pos, end: word.end, value: word.value, text: word.text },
  ]
  if (context.quoted) return partPieces(sh, parts, context)
  const first = parts[0]
  if (first?.type !== 'Literal' || !first.text.includes('~')) {
    if (!assigned) return partPieces(sh, parts, context)
  }
  const out: Piece[] = []
  for (const [i, part] of parts.entries()) {
    if (part.type !== 'Literal') {
      out.push(...(await partPieces(sh, [part], context)))
      continue
    }
    const last = i === parts.length - 1
    const tilde = assigned
      ? tildeAssignment(sh, part.text, i === 0, last)
      : i === 0
        ? expandTilde(sh, part.text, last)
        : { done: [], rest: part.text }
    for (const piece of tilde.done) {
      if (piece.quoted) out.push(quotedPiece(piece.text))
      else out.push(...literalPieces(piece.text, context))
    }
    out.push(...literalPieces(tilde.rest, context))
  }
  return out
}

/** Unquoted text: a backslash quotes what follows it. */
function literalPieces(text: string, context: Context): Piece[] {
  const split = context.operand === true && context.split
  if (!text.includes('\\')) return text === '' ? [] : [{ text, quoted: false, split }]
  const out: Piece[] = []
  for (const m of text.matchAll(/\\(\n)|\\(.)|([^\\]+)|\\$/gsu)) {
    if (m[2] !== undefined) out.push(quotedPiece(m[2]))
    else if (m[3] !== undefined) out.push({ text: m[3], quoted: false, split })
    else if (m[1] === undefined) out.push(quotedPiece('\\'))
  }
  return out
}

const unescapeQuoted = (text: string): string => text.replace(/\\\n/g, '').replace(/\\([$`"\\])/g, '$1')

async function partPieces(sh: Shell, parts: readonly WordPart[], context: Context): Promise<Piece[]> {
  const out: Piece[] = []
  for (const part of parts) {
    switch (part.type) {
      case 'Literal':
        if (!context.quoted) out.push(...literalPieces(part.text, context))
        else out.push(quotedPiece(context.operand ? unescapeQuoted(part.text) : part.value))
        break
      case 'SingleQuoted':
        out.push(quotedPiece(context.quoted && context.operand ? part.text : part.value))
        break
      case 'AnsiCQuoted':
        out.push(quotedPiece(sh.dialect === 'dash' ? `$${part.text.slice(2, -1)}` : part.value))
        break
      case 'DoubleQuoted':
      case 'LocaleString':
        out.push(...(await quotedPieces(sh, part.parts, context)))
        break
      case 'SimpleExpansion':
        out.push(...expandSimple(sh, part.text.slice(1), context))
        break
      case 'ParameterExpansion':
        out.push(...(await expandParameter(sh, part, context)))
        break
      case 'CommandExpansion':
        out.push({
          text: await sh.runner.capture(sh, part),
          quoted: context.quoted,
          split: !context.quoted && context.split,
        })
        break
      case 'ArithmeticExpansion': {
        const text = await expandText(sh, arithmeticBody(part.text))
        out.push({
          text: String(calculate(sh, text)),
          quoted: context.quoted,
          split: !context.quoted && context.split,
        })
        break
      }
      case 'ProcessSubstitution':
        out.push(quotedPiece(await sh.runner.substituteProcess(sh, part.operator, part.script)))
        break
      case 'Glob':
        out.push(...(await nested(sh, part.text, part.parts, context, ['[', ']'])))
        break
      case 'ExtendedGlob':
        out.push(...(await nested(sh, part.text, part.parts, context, [`${part.operator}(`, ')'])))
        break
      case 'BraceExpansion':
        out.push(...(await nested(sh, part.text, part.parts, context, ['{', '}'])))
        break
    }
  }
  return out
}

/** The text between `$((` and `))`, or `$[` and `]`; double quotes in it mean nothing. */
function arithmeticBody(text: string): string {
  const body = text.startsWith('$((') ? text.slice(3, -2) : text.slice(2, -1)
  return body.replaceAll('"', '')
}

async function quotedPieces(sh: Shell, parts: readonly WordPart[], context: Context): Promise<Piece[]> {
  const pieces = await partPieces(sh, parts, { quoted: true, split: context.split })
  if (pieces.length > 0) return pieces
  const list = parts.some(
    (part) => part.type.endsWith('Expansion') && /^\$(?:@|\{(?:@|!?\w+\[@\]))/.test(part.text),
  )
  return list ? [] : [quotedPiece('')]
}

/** A construct that is literal but for the expansions within it. */
async function nested(
  sh: Shell,
  text: string,
  parts: readonly WordPart[] | undefined,
  context: Context,
  [open, close]: readonly [string, string],
): Promise<Piece[]> {
  if (!parts || parts.length === 0) return literalPieces(text, context)
  const plain = (part: string): Piece => ({ text: part, quoted: context.quoted, split: false })
  const negated = open === '[' && /^\[[!^]/.test(text) && !/^[!^]/.test(parts[0]!.text) ? text[1]! : ''
  return [plain(open + negated), ...(await partPieces(sh, parts, { ...context, split: false })), plain(close)]
}
