import { Failure } from '../failure.ts'
import { specialParameter } from '../specials.ts'
import type { Shell } from '../state.ts'
import type { ParameterExpansionPart } from '../syntax/ast.ts'
import { isName } from '../variables.ts'
import { calculate, element, itemKey } from './arith.ts'
import { BOUNDARY, joinText, type Piece } from './field.ts'
import { changeCase, removeMatch, replaceMatches, transform } from './operations.ts'
import { type Context, expandOperand, expandText, operandPattern } from './word.ts'

/** What a parameter stands for: one value, or the values of `$@`, `$*` and `${a[@]}`. */
export type Parameter =
  | { readonly kind: 'one'; readonly value: string | undefined }
  | { readonly kind: 'list'; readonly values: readonly string[]; readonly star: boolean }

/** `$x`, `$1`, `$@`, `$?`. */
export function lookupParameter(sh: Shell, name: string): Parameter {
  if (name === '@' || name === '*') return { kind: 'list', values: sh.positional, star: name === '*' }
  return { kind: 'one', value: isName(name) && name !== '_' ? sh.vars.get(name) : specialParameter(sh, name) }
}

/** Pieces for a parameter's value. */
export function parameterPieces(sh: Shell, found: Parameter, context: Context): Piece[] {
  const piece = (text: string): Piece => ({
    text,
    quoted: context.quoted,
    split: !context.quoted && context.split,
  })
  if (found.kind === 'one') return found.value === undefined ? [] : [piece(found.value)]
  const ifs = sh.vars.get('IFS') ?? ' \t\n'
  if (found.star && (context.quoted || !context.split)) return [piece(found.values.join(ifs.slice(0, 1)))]
  return found.values.flatMap((value, i) => (i === 0 ? [piece(value)] : [BOUNDARY, piece(value)]))
}

export function unbound(sh: Shell, name: string): Failure {
  const bash = sh.dialect === 'bash'
  return new Failure(`${name}: ${bash ? 'unbound variable' : 'parameter not set'}`, {
    reach: 'shell',
    status: bash ? 127 : 2,
    why: 'parameter',
    name,
  })
}

const checkSet = (sh: Shell, name: string, found: Parameter): Parameter => {
  if (found.kind === 'one' && found.value === undefined && sh.options.has('nounset') && name !== '_')
    throw unbound(sh, name)
  return found
}

/** `$name`. */
export const expandSimple = (sh: Shell, name: string, context: Context): Piece[] =>
  parameterPieces(sh, checkSet(sh, name, lookupParameter(sh, name)), context)

/** `${…}` in all its forms (bash, "Shell Parameter Expansion"). */
export async function expandParameter(
  sh: Shell,
  part: ParameterExpansionPart,
  context: Context,
): Promise<Piece[]> {
  const { operation } = part
  let name = part.parameter
  if (operation?.type === 'Unknown' || (name === '' && part.prefix === undefined))
    throw badSubstitution(sh, part.text)
  if (part.prefix === '!' && operation?.type === 'Names') {
    const values = sh.vars.names().filter((each) => each.startsWith(name))
    return parameterPieces(sh, { kind: 'list', values, star: operation.operator === '*' }, context)
  }
  if (!understands(sh, part)) throw badSubstitution(sh, part.text)
  let subscript = part.index === undefined ? undefined : await subscriptText(sh, name, part.index.text)
  if (part.prefix === '!' && (subscript === '@' || subscript === '*')) {
    const values = sh.vars.entries(name).map(([key]) => key)
    return parameterPieces(sh, { kind: 'list', values, star: subscript === '*' }, context)
  }
  if (part.prefix === '!') {
    const target = parameterAt(sh, name, subscript)
    const text = target.kind === 'one' ? target.value : target.values.join(' ')
    if (text === undefined) throw new Failure(`${name}: invalid indirect expansion`, { reach: 'line' })
    const indexed = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(text)
    name = indexed ? indexed[1]! : text
    subscript = indexed ? await subscriptText(sh, name, indexed[2]!) : undefined
    if (!/^(?:\w+|[@*#?$!-])$/.test(name))
      throw new Failure(`${text}: invalid variable name`, { reach: 'line' })
  }
  const found = parameterAt(sh, name, subscript)
  const label = subscript === undefined ? name : `${name}[${subscript}]`
  if (part.prefix === '#') {
    checkSet(sh, label, found)
    const length = found.kind === 'list' ? found.values.length : [...(found.value ?? '')].length
    return parameterPieces(sh, { kind: 'one', value: String(length) }, context)
  }
  if (operation?.type === 'Default') {
    const result = await applyDefault(sh, { name, subscript, label }, operation, found, context)
    return result
  }
  checkSet(sh, label, found)
  if (!operation) return parameterPieces(sh, found, context)
  const each = await operator(sh, operation, name)
  if (operation.type === 'Slice') return parameterPieces(sh, await slice(sh, found, operation, name), context)
  const value: Parameter =
    found.kind === 'list'
      ? { ...found, values: found.values.map(each) }
      : { kind: 'one', value: found.value === undefined ? undefined : each(found.value) }
  return parameterPieces(sh, value, context)
}

/** What bash has beyond POSIX; ash has replacing and slicing of it. */
function understands(sh: Shell, part: ParameterExpansionPart): boolean {
  if (sh.dialect === 'bash') return true
  if (part.prefix === '!' || part.index) return false
  const kind = part.operation?.type
  if (kind === 'Replace' || kind === 'Slice') return sh.dialect === 'ash'
  return kind === undefined || kind === 'Default' || kind === 'Remove'
}

export function badSubstitution(sh: Shell, text: string): Failure {
  const wording = {
    bash: `${text}: bad substitution`,
    dash: 'Bad substitution',
    ash: 'syntax error: bad substitution',
  }
  return new Failure(wording[sh.dialect], {
    reach: sh.dialect === 'bash' ? 'line' : 'shell',
    status: sh.dialect === 'bash' ? 1 : 2,
  })
}

async function subscriptText(sh: Shell, name: string, text: string): Promise<string> {
  if (text === '@' || text === '*') return text
  const expanded = await expandText(sh, text)
  return sh.vars.lookup(name)?.associative ? expanded.replace(/^(["'])(.*)\1$/s, '$2') : expanded
}

function parameterAt(sh: Shell, name: string, subscript: string | undefined): Parameter {
  if (subscript === undefined) return lookupParameter(sh, name)
  if (subscript === '@' || subscript === '*')
    return { kind: 'list', values: sh.vars.entries(name).map(([, value]) => value), star: subscript === '*' }
  return { kind: 'one', value: element(sh, name, itemKey(sh, name, subscript)) }
}

type Operation = NonNullable<ParameterExpansionPart['operation']>
type Of<T extends Operation['type']> = Extract<Operation, { type: T }>

async function applyDefault(
  sh: Shell,
  target: { name: string; subscript: string | undefined; label: string },
  operation: Of<'Default'>,
  found: Parameter,
  context: Context,
): Promise<Piece[]> {
  const values = found.kind === 'list' ? found.values : found.value === undefined ? [] : [found.value]
  const colon = operation.operator.startsWith(':')
  const missing = colon ? values.join(' ') === '' : values.length === 0
  switch (operation.operator.at(-1)) {
    case '+':
      return missing ? [] : expandOperand(sh, operation.operand, context)
    case '-':
      return missing ? expandOperand(sh, operation.operand, context) : parameterPieces(sh, found, context)
    case '=': {
      if (!missing) return parameterPieces(sh, found, context)
      const text = joinText(await expandOperand(sh, operation.operand, { ...context, split: false }))
      if (!isName(target.name))
        throw new Failure(`$${target.name}: cannot assign in this way`, { reach: 'line' })
      if (target.subscript === undefined) sh.vars.set(target.name, text)
      else sh.vars.setItem(target.name, itemKey(sh, target.name, target.subscript), text)
      return parameterPieces(sh, { kind: 'one', value: text }, context)
    }
    default: {
      if (!missing) return parameterPieces(sh, found, context)
      const text = joinText(await expandOperand(sh, operation.operand, { ...context, split: false }))
      const unset = colon ? 'parameter null or not set' : 'parameter not set'
      throw new Failure(`${target.label}: ${text || (sh.dialect === 'bash' ? unset : unset)}`, {
        reach: 'shell',
        status: sh.dialect === 'bash' ? 127 : 2,
      })
    }
  }
}

async function operator(sh: Shell, operation: Operation, name: string): Promise<(value: string) => string> {
  const extglob = sh.dialect === 'bash'
  switch (operation.type) {
    case 'Remove': {
      const pattern = await operandPattern(sh, operation.operand)
      return (value) => removeMatch(value, pattern, operation.operator, extglob)
    }
    case 'Replace': {
      const pattern = await operandPattern(sh, operation.pattern)
      const text = joinText(await expandOperand(sh, operation.replacement, { quoted: false, split: false }))
      return (value) => replaceMatches(value, pattern, text, operation.operator, extglob)
    }
    case 'CaseModification': {
      const pattern = operation.operand ? await operandPattern(sh, operation.operand) : undefined
      return (value) => changeCase(value, operation.operator, pattern)
    }
    case 'Transform': {
      const kind = operation.operand.text
      if (kind === 'P') {
        const expanded = new Map<string, string>()
        const value = sh.vars.get(name)
        if (value !== undefined) expanded.set(value, await expandText(sh, value))
        return (text) => expanded.get(text) ?? text
      }
      return (value) => transform(sh, name, value, kind)
    }
    default:
      return (value) => value
  }
}

async function slice(sh: Shell, found: Parameter, operation: Of<'Slice'>, name: string): Promise<Parameter> {
  const number = async (text: string): Promise<number> => Number(calculate(sh, await expandText(sh, text)))
  const offset = await number(operation.offset.text)
  const length = operation.length ? await number(operation.length.text) : undefined
  if (found.kind === 'one') {
    if (found.value === undefined) return found
    const characters = [...found.value]
    const start = offset < 0 ? characters.length + offset : offset
    if (start < 0) return { kind: 'one', value: '' }
    const end = length === undefined ? undefined : length < 0 ? characters.length + length : start + length
    if (end !== undefined && end < start && length! < 0)
      throw new Failure(`${length}: substring expression < 0`, { reach: 'line' })
    return { kind: 'one', value: characters.slice(start, end).join('') }
  }
  const positional = name === '@' || name === '*'
  const values = positional ? [sh.name, ...found.values] : found.values
  const start = offset < 0 ? values.length + offset : offset
  const from = positional && start === 0 && length === undefined ? 0 : start
  return { ...found, values: values.slice(from, length === undefined ? undefined : from + length) }
}
