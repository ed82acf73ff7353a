import { byCodeUnit, decode, encode } from '../../../base/text.ts'
import { formatOperand } from './print.ts'
import {
  Float,
  GoMap,
  Int,
  Nil,
  NOTHING,
  Slice,
  Struct,
  textOf,
  typeName,
  type Value,
  wholeNumber,
  zeroOf,
} from './value.ts'

/** What a template function fails with; shown as `error calling index: …`. */
export class FunctionError extends Error {}

const fail = (why: string): never => {
  throw new FunctionError(why)
}

type Kind = 'nil' | 'bool' | 'int' | 'uint' | 'float' | 'string'

const basicKind = (value: Value): Kind | undefined => {
  if (value === null) return 'nil'
  if (value instanceof Float) return 'float'
  if (textOf(value) !== undefined) return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (value instanceof Int && value.type.startsWith('uint')) return 'uint'
  return wholeNumber(value) === undefined ? undefined : 'int'
}

/** What basic values are compared by. */
const plain = (value: Value): string | number | boolean => {
  if (value instanceof Float) return value.value
  return textOf(value) ?? wholeNumber(value) ?? value === true
}

const numeric = (kind: Kind | undefined): boolean => kind === 'int' || kind === 'uint'

/** What Go calls the kind of a value that is not basic. */
const compoundKind = (value: Value): string => {
  if (value instanceof GoMap) return 'map'
  if (value instanceof Slice) return 'slice'
  return value instanceof Nil || (value instanceof Struct && value.type.startsWith('*'))
    ? 'pointer'
    : 'struct'
}

const asText = (value: Value): string => formatOperand({ verb: 's' }, value)

const isComparable = (value: Value): boolean => {
  if (value instanceof GoMap || value instanceof Slice) return false
  if (!(value instanceof Struct) || value.type.startsWith('*')) return true
  return [...value.fields.values()].every(isComparable)
}

const sameStruct = (a: Value, b: Value): boolean => {
  if (!(a instanceof Struct) || !(b instanceof Struct) || a.type.startsWith('*')) return a === b
  return a.type === b.type && [...a.fields].every(([name, value]) => equal(value, b.fields.get(name) ?? null))
}

/** `eq`: basic values of one kind, or nil with what can be nil, or structs (text/template, funcs.go). */
export function equal(a: Value, b: Value): boolean {
  const kindA = basicKind(a)
  const kindB = basicKind(b)
  if (kindA === 'nil' || kindB === 'nil') return isNil(a) && isNil(b)
  if (kindA !== kindB && !(numeric(kindA) && numeric(kindB))) fail('incompatible types for comparison')
  if (kindA !== undefined) return plain(a) === plain(b)
  if (compoundKind(a) !== compoundKind(b))
    fail(
      `non-comparable types ${asText(a)}: ${typeName(a)}, ${typeName(b)}: ${formatOperand({ verb: 'v' }, b)}`,
    )
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b)
  if (!isComparable(b)) fail(`non-comparable type ${asText(b)}: ${typeName(b)}`)
  return sameStruct(a, b)
}

const isNil = (value: Value): boolean =>
  value === null ||
  value instanceof Nil ||
  (value instanceof GoMap && value.entries === undefined) ||
  (value instanceof Slice && value.items === undefined)

/** `lt` and its like: negative, zero or positive. */
export function compare(a: Value, b: Value): number {
  const kind = basicKind(a)
  const other = basicKind(b)
  if (kind === undefined || kind === 'nil' || other === undefined || other === 'nil')
    return fail('invalid type for comparison')
  if (kind !== other && !(numeric(kind) && numeric(other))) return fail('incompatible types for comparison')
  if (kind === 'bool') return fail('invalid type for comparison')
  if (kind === 'string') return byCodeUnit(textOf(a)!, textOf(b)!)
  return Number(plain(a)) - Number(plain(b))
}

const position = (by: Value, limit: number): number => {
  if (by === null) return fail('cannot index slice/array with nil')
  const at = wholeNumber(by)
  if (at === undefined) return fail(`cannot index slice/array with type ${typeName(by)}`)
  return at < 0 || at > limit ? fail(`index out of range: ${at}`) : at
}

const outOfRange = (what: string): never => fail(`reflect: ${what} index out of range`)

/** `index x 1 "k"`. A string is indexed by bytes. */
export function index(item: Value, ...indexes: Value[]): Value {
  if (item === null) return fail('index of untyped nil')
  let found: Value = item
  for (const by of indexes) {
    if (found === null || found instanceof Nil) return fail('index of nil pointer')
    if (found instanceof Slice) {
      const items: readonly Value[] = found.items ?? []
      const at = position(by, items.length)
      found = at < items.length ? items[at]! : outOfRange('slice')
    } else if (typeof found === 'string') {
      const bytes = encode(found)
      const at = position(by, bytes.length)
      found = at < bytes.length ? new Int(bytes[at]!, 'uint8') : outOfRange('string')
    } else if (found instanceof GoMap) {
      if (by === null) return fail('value is nil; should be of type string')
      if (typeof by !== 'string') return fail(`value has type ${typeName(by)}; should be string`)
      found = found.entries?.get(by) ?? zeroOf(found.valueType)
    } else return fail(`can't index item of type ${typeName(found)}`)
  }
  return found
}

/** `slice x 1 2`. */
export function slice(item: Value, ...indexes: Value[]): Value {
  if (item === null) return fail('slice of untyped nil')
  if (indexes.length > 3) return fail(`too many slice indexes: ${indexes.length}`)
  if (typeof item === 'string' && indexes.length === 3) return fail('cannot 3-index slice a string')
  if (typeof item !== 'string' && !(item instanceof Slice))
    return fail(`can't slice item of type ${typeName(item)}`)
  const size = typeof item === 'string' ? encode(item).length : (item.items?.length ?? 0)
  const bounds = [0, size, size]
  indexes.forEach((by, i) => {
    bounds[i] = position(by, size)
  })
  const [from, to, limit] = bounds as [number, number, number]
  if (from > to) return fail(`invalid slice index: ${from} > ${to}`)
  if (to > limit) return fail(`invalid slice index: ${to} > ${limit}`)
  if (typeof item === 'string') return decode(encode(item).slice(from, to))
  return new Slice(item.itemType, item.items?.slice(from, to))
}

/** `len`: bytes of a string, entries of a map or slice. */
export function length(item: Value): number {
  if (item === NOTHING) return fail('reflect: call of reflect.Value.Type on zero Value')
  if (item === null || item instanceof Nil) return fail('len of nil pointer')
  if (typeof item === 'string') return encode(item).length
  if (item instanceof Slice) return item.items?.length ?? 0
  if (item instanceof GoMap) return item.entries?.size ?? 0
  return fail(`len of type ${typeName(item instanceof Struct ? item : item)}`)
}
