/**
 * The values a template works on: those of Go that Docker's data has. Strings, booleans and whole numbers are
 * JavaScript's own; the rest are the classes below. `null` is Go's untyped nil.
 */
export type Value = null | string | boolean | number | Float | Nil | Struct | GoMap | Slice

/** A float64. */
export class Float {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** A nil pointer of a type, `*container.Health`. */
export class Nil {
  readonly type: string
  constructor(type: string) {
    this.type = type
  }
}

/** A method of a struct; it may want arguments. */
export interface Method {
  readonly arity: number
  call(...args: Value[]): Value
}

/** A struct, or a pointer to one where the type's name begins with `*`. */
export class Struct {
  readonly type: string
  readonly fields: ReadonlyMap<string, Value>
  readonly methods: ReadonlyMap<string, Method>
  /** Plain data that encoding/json writes for it, where its JSON names are not those of its fields. */
  readonly json: unknown
  constructor(
    type: string,
    fields: ReadonlyMap<string, Value>,
    methods: ReadonlyMap<string, Method> = new Map(),
    json?: unknown,
  ) {
    this.type = type
    this.fields = fields
    this.methods = methods
    this.json = json
  }
}

/** A map with string keys; `entries` undefined is a nil map. A named map type may have methods. */
export class GoMap {
  /** Of the values: `string`, `interface {}`. */
  readonly valueType: string
  readonly entries: ReadonlyMap<string, Value> | undefined
  readonly methods: ReadonlyMap<string, Method>
  constructor(
    valueType: string,
    entries: ReadonlyMap<string, Value> | undefined,
    methods: ReadonlyMap<string, Method> = new Map(),
  ) {
    this.valueType = valueType
    this.entries = entries
    this.methods = methods
  }
}

/** A slice; `items` undefined is a nil slice. */
export class Slice {
  readonly itemType: string
  readonly items: readonly Value[] | undefined
  constructor(itemType: string, items: readonly Value[] | undefined) {
    this.itemType = itemType
    this.items = items
  }
}

/** What `%T` prints. */
export function typeName(value: Value): string {
  if (value === null) return '<nil>'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return 'int'
  if (value instanceof Float) return 'float64'
  if (value instanceof GoMap) return `map[string]${value.valueType}`
  if (value instanceof Slice) return `[]${value.itemType}`
  return value.type
}

/** The zero value of a type, as far as a map of that type can lack an entry. */
export function zeroOf(type: string): Value {
  if (type === 'string') return ''
  if (type === 'bool') return false
  if (type.startsWith('int')) return type === 'interface {}' ? null : 0
  if (type.startsWith('[]')) return new Slice(type.slice(2), undefined)
  if (type.startsWith('map[string]')) return new GoMap(type.slice(11), undefined)
  if (type === 'struct {}') return new Struct(type, new Map())
  return type.startsWith('*') ? new Nil(type) : null
}

/** What `if` takes for true: neither false, nor zero, nor nil, nor empty. */
export function isTrue(value: Value): boolean {
  if (value === null || value instanceof Nil) return false
  if (value instanceof Float) return value.value !== 0
  if (value instanceof GoMap) return (value.entries?.size ?? 0) > 0
  if (value instanceof Slice) return (value.items?.length ?? 0) > 0
  return value instanceof Struct || Boolean(value)
}

/** Plain JSON data as Go decodes it without a type: maps of `interface {}`; numbers keep their text. */
export function untyped(data: unknown): Value {
  if (data === null || data === undefined) return null
  if (typeof data === 'string' || typeof data === 'boolean') return data
  if (typeof data === 'number') return Number.isInteger(data) ? data : new Float(data)
  if (Array.isArray(data)) return new Slice('interface {}', data.map(untyped))
  return new GoMap('interface {}', new Map(Object.entries(data).map(([key, value]) => [key, untyped(value)])))
}
