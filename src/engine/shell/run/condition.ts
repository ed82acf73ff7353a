import { calculate } from '../expand/arith.ts'
import { compile } from '../expand/pattern.ts'
import { expandPattern, expandText, expandWord } from '../expand/word.ts'
import { Failure } from '../failure.ts'
import type { Shell } from '../state.ts'
import type { TestExpression, Word } from '../syntax/ast.ts'
import { binaryFileTest, unaryTest } from './filetest.ts'

/** `[[ … ]]`. */
export async function evaluateTest(sh: Shell, node: TestExpression): Promise<boolean> {
  switch (node.type) {
    case 'TestLogical': {
      for (const operand of node.operands) {
        const truth = await evaluateTest(sh, operand)
        if (truth !== (node.operator === '&&')) return truth
      }
      return node.operator === '&&'
    }
    case 'TestNot':
      return (await evaluateTest(sh, node.operand)) !== (node.negations.length % 2 === 1)
    case 'TestGroup':
      return evaluateTest(sh, node.expression)
    case 'TestUnary':
      return unaryTest(sh, node.operator, await expandWord(sh, node.operand))
    case 'TestBinary':
      return binary(sh, node.operator, node.left, node.right)
  }
}

async function binary(sh: Shell, operator: string, leftWord: Word, rightWord: Word): Promise<boolean> {
  const left = await expandWord(sh, leftWord)
  const ignoreCase = sh.shopts.has('nocasematch')
  switch (operator) {
    case '=':
    case '==':
      return compile(await expandPattern(sh, rightWord), { extglob: true, ignoreCase }).test(left)
    case '!=':
      return !compile(await expandPattern(sh, rightWord), { extglob: true, ignoreCase }).test(left)
    case '=~':
      return matchRegexp(sh, left, await regexpSource(sh, rightWord), ignoreCase)
    case '<':
      return left < (await expandWord(sh, rightWord))
    case '>':
      return left > (await expandWord(sh, rightWord))
  }
  const right = await expandWord(sh, rightWord)
  const compare = NUMERIC[operator]
  if (compare)
    return compare(calculate(sh, await expandText(sh, left)), calculate(sh, await expandText(sh, right)))
  return binaryFileTest(sh, operator, left, right)
}

export const NUMERIC: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
}

/** A regular expression: quoted characters stand for themselves, the rest is as written. */
async function regexpSource(sh: Shell, word: Word): Promise<string> {
  let out = ''
  for (const part of word.parts ?? []) {
    const single: Word = {
      type: 'Word',
      text: part.text,
      value: part.text,
      pos: part.pos,
      end: part.end,
      parts: [part],
    }
    const quoted = part.type === 'SingleQuoted' || part.type === 'DoubleQuoted' || part.type === 'AnsiCQuoted'
    if (part.type === 'Literal') out += part.text
    else if (part.type === 'Glob' || part.type === 'ExtendedGlob' || part.type === 'BraceExpansion')
      out += part.text
    else if (quoted) out += (await expandWord(sh, single)).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    else out += await expandWord(sh, single)
  }
  return word.parts ? out : word.text
}

function matchRegexp(sh: Shell, text: string, source: string, ignoreCase: boolean): boolean {
  let regexp: RegExp
  try {
    regexp = new RegExp(posixToJs(source), ignoreCase ? 'si' : 's')
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new Failure(`invalid regular expression \`${source}'`, { status: 2 })
    throw error
  }
  const match = regexp.exec(text)
  sh.vars.setItems(
    'BASH_REMATCH',
    (match ?? []).map((group, i) => [String(i), group ?? '']),
  )
  return match !== null
}

const posixToJs = (source: string): string =>
  source
    .replaceAll('[:alpha:]', 'a-zA-Z')
    .replaceAll('[:digit:]', '0-9')
    .replaceAll('[:alnum:]', 'a-zA-Z0-9')
    .replaceAll('[:space:]', '\\s')
    .replaceAll('[:blank:]', ' \\t')
    .replaceAll('[:upper:]', 'A-Z')
    .replaceAll('[:lower:]', 'a-z')
    .replaceAll('[:xdigit:]', '0-9a-fA-F')
    .replaceAll('[:punct:]', '!-\\/:-@\\[-`{-~')
