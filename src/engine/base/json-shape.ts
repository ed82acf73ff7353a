import { EngineError } from './errors.ts'
import { rfc3339Fault } from './time-fault.ts'

/** What a Go type takes from JSON. `go` is the type's name as Go's errors tell it. */
export type Shape =
  | { readonly kind: 'string' | 'number' | 'bool' | 'time' | 'any'; readonly go: string }
  | { readonly kind: 'list'; readonly go: string; readonly of: Shape; readonly orText?: boolean }
  | { readonly kind: 'map'; readonly go: string; readonly of: Shape }
  | { readonly kind: 'struct'; readonly go: string; readonly fields: Readonly<Record<string, Shape>> }

export const text = (go = 'string'): Shape => ({ kind: 'string', go })
export const whole = (go = 'int'): Shape => ({ kind: 'number', go })
export const truth: Shape = { kind: 'bool', go: 'bool' }
export const time: Shape = { kind: 'time', go: 'time.Time' }
export const anything: Shape = { kind: 'any', go: 'interface {}' }
export const list = (of: Shape, go = `[]${of.go}`): Shape => ({ kind: 'list', go, of })
export const map = (of: Shape, go = `map[string]${of.go}`): Shape => ({ kind: 'map', go, of })
export const struct = (go: string, fields: Readonly<Record<string, Shape>>): Shape => ({
  kind: 'struct',
  go,
  fields,
})

const kindOf = (value: unknown): string =>
  Array.isArray(value)
    ? 'array'
    : value === null
      ? 'null'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value

type Path = readonly (string | number)[]

/** A key as a JSON pointer has it (RFC 6901). */
const pointed = (key: string | number): string => String(key).replaceAll('~', '~0').replaceAll('/', '~1')

class Reading {
  private readonly root: string
  constructor(root: string) {
    this.root = root
  }

  private fail(value: unknown, shape: Shape, path: Path): EngineError {
    const last = path.at(-1)
    const place = [this.root, ...path.map(pointed)].join('.')
    const into =
      last === undefined ? 'Go value' : typeof last === 'number' ? place : `Go struct field ${place}`
    return new EngineError(
      'invalid',
      `json: cannot unmarshal ${kindOf(value)} into ${into} of type ${shape.go}`,
    )
  }

  /** The value as the type holds it; undefined for null and for what is not there: the type's zero. */
  read(value: unknown, shape: Shape, path: Path): unknown {
    if (value === null || value === undefined) return undefined
    switch (shape.kind) {
      case 'any':
        return value
      case 'string':
        if (typeof value !== 'string') throw this.fail(value, shape, path)
        return value
      case 'bool':
        if (typeof value !== 'boolean') throw this.fail(value, shape, path)
        return value
      case 'number':
        if (typeof value !== 'number' || !Number.isInteger(value)) throw this.fail(value, shape, path)
        return value
      case 'time': {
        if (typeof value !== 'string') throw this.fail(value, shape, path)
        const fault = rfc3339Fault(value)
        if (fault !== undefined) throw new EngineError('invalid', fault)
        return value
      }
      case 'list':
        if (shape.orText && typeof value === 'string') return [value]
        if (!Array.isArray(value))
          throw this.fail(value, shape.orText ? shape.of : shape, shape.orText ? [] : path)
        return value.map((one, i) => this.read(one, shape.of, [...path, i]) ?? zeroOf(shape.of))
      case 'map':
        if (kindOf(value) !== 'object') throw this.fail(value, shape, path)
        return Object.fromEntries(
          Object.entries(value).map(([key, one]) => [
            key,
            this.read(one, shape.of, [...path, key]) ?? zeroOf(shape.of),
          ]),
        )
      case 'struct':
        if (kindOf(value) !== 'object') throw this.fail(value, shape, path)
        return this.struct(value, shape.fields, path)
    }
  }

  /** Fields are found by their exact name or, as Go does, whatever its case; unknown ones are left out. */
  private struct(
    value: object,
    fields: Readonly<Record<string, Shape>>,
    path: Path,
  ): Record<string, unknown> {
    const names = new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]))
    const found = new Map<string, unknown>()
    for (const [key, one] of Object.entries(value)) {
      const name = Object.hasOwn(fields, key) ? key : names.get(key.toLowerCase())
      if (name === undefined) continue
      const read = this.read(one, fields[name]!, [...path, name])
      if (read !== undefined) found.set(name, read)
    }
    return Object.fromEntries(found)
  }
}

function zeroOf(shape: Shape): unknown {
  if (shape.kind === 'string') return ''
  if (shape.kind === 'number') return 0
  if (shape.kind === 'bool') return false
  return shape.kind === 'struct' ? {} : undefined
}

/**
 * What a Go program gets of a JSON value: the fields it knows, of the types it gave them. A field that is null or
 * missing is missing. `root` is the name that Go gives the outermost type in an error. Throws `invalid` with the text
 * of Go's encoding/json for a value of another type.
 */
export const shaped = (value: unknown, shape: Shape, root: string): unknown =>
  new Reading(root).read(value, shape, [])
