import { Bytes, Instance, PyObject, type Value } from './values.ts'

/** An object of ours that names its own type. */
interface Named {
  readonly typeName: string
}

/** `type(x).__name__`. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType'
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return 'float'
    case 'string':
      return 'str'
    default:
  }
  if (value instanceof Bytes) return 'bytes'
  if (value instanceof Instance) return value.cls.name
  if (value instanceof PyObject && 'typeName' in value) return (value as unknown as Named).typeName
  return value.type
}
