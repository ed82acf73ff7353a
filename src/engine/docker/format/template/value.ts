/**
 * The values a template works on: those of Go that Docker's data has. Strings, booleans and whole numbers of type `int`
 * are JavaScript's own; the rest are the classes below. `null` is Go's untyped nil.
 */
export type Value =
  | null
  | string
  | boolean
  | number
  | Float
  | Int
  | NamedString
  | Opaque
  | Nil
  | Struct
  | GoMap
  | Slice

/** A float64. */
export class Float {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** A whole number of a type other than `int`: `int64`, `time.Duration`. */
export class Int {
  readonly value: number
  readonly type: string
  /** What its String method says, where it has one. */
  readonly shown: string | undefined
  constructor(value: number, type: string, shown?: string) {
    this.value = value
    this.type = type
    this.shown = shown
  }
}

/** A string of a named type: `json.Number`. */
export class NamedString {
  readonly value: string
  readonly type: string
  constructor(value: string, type: string) {
    this.value = value
    this.type = type
  }
}

/** A struct that shows itself as one text: `time.Time`. */
export class Opaque {
  readonly type: string
  readonly shown: string
  readonly json: unknown
  constructor(type: string, shown: string, json: unknown) {
    this.type = type
    this.shown = shown
    this.json = json
  }
}

/** A nil pointer of a type, `*container.Health`. */
export class Nil {
  readonly type: string
  constructor(type: string) {
    this.type = type
  }
}

/** Nothing at all, not even a nil, handed to a function that looks at its argument's type. */
export const NOTHING = new Nil('')

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
  /** Names of fields that are embedded: their own fields are this struct's too. */
  readonly embedded: readonly string[]
  constructor(
    type: string,
    fields: ReadonlyMap<string, Value>,
    methods: ReadonlyMap<string, Method> = new Map(),
    json?: unknown,
    embedded: readonly string[] = [],
  ) {
    this.type = type
    this.fields = fields
    this.methods = methods
    this.json = json
    this.embedded = embedded
  }

  /** The field of that name, its own or an embedded struct's. */
  field(name: string): Value | undefined {
    const own = this.fields.get(name)
    if (own !== undefined) return own
    for (const inner of this.embedded) {
      const value = this.fields.get(inner)
      const found = value instanceof Struct ? value.field(name) : undefined
      if (found !== undefined) return found
    }
    return undefined
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
  if (type === 'int') return 0
  if (/^u?int\d*$/.test(type)) return new Int(0, type)
  if (type.startsWith('[]')) return new Slice(type.slice(2), undefined)
  if (type.startsWith('map[string]')) return new GoMap(type.slice(11), undefined)
  if (type === 'struct {}') return new Struct(type, new Map())
  return type.startsWith('*') ? new Nil(type) : null
}

/** A whole number of whatever type; undefined for what is none. */
export function wholeNumber(value: Value): number | undefined {
  if (value instanceof Int) return value.value
  return typeof value === 'number' ? value : undefined
}

/** A text of whatever string type; undefined for what is none. */
export function textOf(value: Value): string | undefined {
  if (value instanceof NamedString) return value.value
  return typeof value === 'string' ? value : undefined
}

/** What `if` takes for true: neither false, nor zero, nor nil, nor empty. */
export function isTrue(value: Value): boolean {
  if (value === null || value instanceof Nil) return false
  if (value instanceof Float || value instanceof Int) return value.value !== 0
  if (value instanceof NamedString) return value.value !== ''
  if (value instanceof GoMap) return (value.entries?.size ?? 0) > 0
  if (value instanceof Slice) return (value.items?.length ?? 0) > 0
  return value instanceof Struct || value instanceof Opaque || Boolean(value)
}

/** Plain JSON data as Go decodes it without a type: maps of `interface {}`; numbers keep their text. */
export function untyped(data: unknown): Value {
  if (data === null || data === undefined) return null
  if (typeof data === 'string' || typeof data === 'boolean') return data
  if (typeof data === 'number') return new NamedString(String(data), 'json.Number')
  if (Array.isArray(data)) return new Slice('interface {}', data.map(untyped))
  return new GoMap('interface {}', new Map(Object.entries(data).map(([key, value]) => [key, untyped(value)])))
}
