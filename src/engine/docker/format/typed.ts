import { formatDuration } from '../../base/duration.ts'
import { Float, GoMap, Int, Nil, Opaque, Slice, Struct, type Value, zeroOf } from './template/value.ts'

/**
 * The Go type of an API reply, as far as templates can tell it: a basic type's name, `[]T`, `map[string]T`, or a struct
 * with its fields in Go's order. A field the reply leaves out has its zero value. Fields that are not
 * listed follow, typed by their JSON.
 */
export interface StructShape {
  /** Go's name, with `*` for a pointer. */
  readonly type: string
  readonly fields: Readonly<Record<string, Shape>>
  /** Field → its name in JSON, where that is another. */
  readonly names?: Readonly<Record<string, string>>
  /** Fields that are embedded structs: their JSON is this struct's own. */
  readonly embedded?: readonly string[]
  /** Every field is `omitempty`: JSON written from the value leaves empty ones out. */
  readonly omitEmpty?: boolean
  /** The client's type has these fields and no others. */
  readonly exact?: boolean
}
export type Shape =
  | string
  | StructShape
  | { readonly map: Shape; readonly type: string }
  | { readonly list: Shape; readonly type: string }

/** A map or a list of structs, with the Go name of what is in it. */
export const mapOf = (shape: StructShape): Shape => ({ map: shape, type: shape.type })
export const listOf = (shape: StructShape): Shape => ({ list: shape, type: shape.type })

/** JSON data as Go's decoder fills a value of a type. */
export function typed(data: unknown, shape: Shape): Value {
  if (typeof shape === 'string') return basic(data, shape)
  if ('map' in shape) {
    if (data === null || data === undefined) return new GoMap(shape.type, undefined)
    const entries = Object.entries(data).map(([key, item]): [string, Value] => [key, typed(item, shape.map)])
    return new GoMap(shape.type, new Map(entries))
  }
  if ('list' in shape) {
    const items = data === null || data === undefined ? undefined : (data as unknown[])
    return new Slice(
      shape.type,
      items?.map((item) => typed(item, shape.list)),
    )
  }
  if (data === null || data === undefined) {
    if (shape.type.startsWith('*')) return new Nil(shape.type)
    return typed({}, shape)
  }
  const given = data as Record<string, unknown>
  const fields = new Map<string, Value>()
  const known = new Set<string>()
  for (const [name, field] of Object.entries(shape.fields)) {
    const inner = shape.embedded?.includes(name)
    const key = shape.names?.[name] ?? name
    fields.set(name, typed(inner ? given : given[key], field))
    for (const one of inner ? Object.keys((field as StructShape).fields) : [key]) known.add(one)
  }
  for (const [name, value] of Object.entries(given))
    if (!shape.exact && !known.has(name)) fields.set(name, guessed(value))
  return new Struct(shape.type, fields, new Map(), plain(given, flat(shape)), shape.embedded)
}

/** The shape as JSON has it: with the fields of what it embeds among its own. */
const flat = (shape: StructShape): StructShape =>
  shape.embedded
    ? {
        ...shape,
        fields: Object.fromEntries(
          Object.entries(shape.fields).flatMap(([name, field]) =>
            shape.embedded!.includes(name) ? Object.entries((field as StructShape).fields) : [[name, field]],
          ),
        ),
      }
    : shape

const isEmpty = (value: unknown): boolean =>
  !value || (typeof value === 'object' && Object.keys(value).length === 0)

const byJsonName = ({ fields, names }: StructShape): Readonly<Record<string, Shape>> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [names?.[name] ?? name, field]))

/** What encoding/json writes for the value: what was given, without what the client's types leave out. */
function plain(data: unknown, shape: Shape | undefined): unknown {
  if (typeof data !== 'object' || data === null || shape === undefined || typeof shape === 'string')
    return data
  if ('list' in shape) return (data as unknown[]).map((item) => plain(item, shape.list))
  const given = data as Record<string, unknown>
  const fields = 'map' in shape ? {} : byJsonName(flat(shape))
  const fieldOf = (key: string): Shape | undefined => ('map' in shape ? shape.map : fields[key])
  const omits = 'omitEmpty' in shape && shape.omitEmpty === true
  const all = omits ? Object.keys({ ...fields, ...given }) : Object.keys(given)
  const names = 'exact' in shape && shape.exact ? all.filter((name) => name in fields) : all
  const entries = names.map((key) => [key, plain(given[key], fieldOf(key))] as const)
  return Object.fromEntries(omits ? entries.filter(([, value]) => !isEmpty(value)) : entries)
}

const INTEGER = /^u?int(?:8|16|32|64)$/
const ZERO_TIME = '0001-01-01T00:00:00Z'

function basic(data: unknown, type: string): Value {
  if (type.startsWith('[]')) {
    const items = data === null || data === undefined ? undefined : (data as unknown[])
    return new Slice(
      type.slice(2),
      items?.map((item) => basic(item, type.slice(2))),
    )
  }
  if (type.startsWith('map[string]')) {
    const item = type.slice('map[string]'.length)
    if (data === null || data === undefined) return new GoMap(item, undefined)
    const entries = Object.entries(data).map(([key, value]): [string, Value] => [key, basic(value, item)])
    return new GoMap(item, new Map(entries))
  }
  if (type === 'struct {}') return new Struct(type, new Map())
  if (type === 'time.Duration') {
    const ns = Number(data ?? 0)
    return new Int(ns, type, formatDuration(ns))
  }
  if (type === 'time.Time') {
    const text = typeof data === 'string' ? data : ZERO_TIME
    return new Opaque(type, `${text.replace('T', ' ').replace(/Z$/, '')} +0000 UTC`, text)
  }
  if (INTEGER.test(type)) return new Int(Number(data ?? 0), type)
  if (type === 'any' || type.startsWith('*'))
    return data === undefined || data === null ? zeroOf(type) : guessed(data)
  return data === undefined || data === null ? zeroOf(type) : (data as Value)
}

/** Types what no shape describes: objects with names of Go fields are structs, others maps of what they hold. */
export function guessed(data: unknown): Value {
  if (data === null || data === undefined) return null
  if (typeof data === 'number') return Number.isInteger(data) ? data : new Float(data)
  if (typeof data !== 'object') return data as Value
  if (Array.isArray(data)) {
    const items = data.map(guessed)
    const itemType = items.every((item) => typeof item === 'string') ? 'string' : 'interface {}'
    return new Slice(itemType, items)
  }
  const entries = Object.entries(data).map(([key, value]): [string, Value] => [key, guessed(value)])
  if (entries.length > 0 && entries.every(([key]) => /^[A-Z]/.test(key)))
    return new Struct('struct', new Map(entries))
  const valueType = entries.every(([, value]) => typeof value === 'string') ? 'string' : 'interface {}'
  return new GoMap(valueType, new Map(entries))
}
