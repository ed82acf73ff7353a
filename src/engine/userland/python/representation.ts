import { BASE_EXCEPTION } from './errors.ts'
import { floatText } from './numbers.ts'
import {
  BoundMethod,
  Builtin,
  Bytes,
  Descriptor,
  Dict,
  Ellipsis,
  Instance,
  List,
  Module,
  PyClass,
  PyFunction,
  PyIterator,
  PyObject,
  PySet,
  Range,
  Slice,
  Super,
  Tuple,
  type Value,
} from './values.ts'
import type { Vm } from './vm.ts'

/** An object of ours that shows itself in its own way. */
export interface Shown {
  represent(vm: Vm): string
}
const isShown = (value: unknown): value is Shown => value instanceof PyObject && 'represent' in value

/** `repr(x)`. */
export async function repr(vm: Vm, value: Value): Promise<string> {
  if (value === null) return 'None'
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False'
    case 'bigint':
      return String(value)
    case 'number':
      return floatText(value)
    case 'string':
      return quoted(value)
    default:
  }
  if (value instanceof Bytes) return quotedBytes(value.data)
  if (value instanceof Tuple) {
    if (value.items.length === 1) return `(${await repr(vm, value.items[0]!)},)`
    return `(${await all(vm, value.items)})`
  }
  if (value instanceof List) return vm.once(value, '[...]', async () => `[${await all(vm, value.items)}]`)
  if (value instanceof PySet)
    return value.entries.size === 0 ? 'set()' : `{${await all(vm, [...value.entries.values()])}}`
  if (value instanceof Dict)
    return vm.once(value, '{...}', async () => {
      const parts: string[] = []
      for (const [key, item] of value.entries.values())
        parts.push(`${await repr(vm, key)}: ${await repr(vm, item)}`)
      return `{${parts.join(', ')}}`
    })
  if (value instanceof Range)
    return value.step === 1n
      ? `range(${value.start}, ${value.stop})`
      : `range(${value.start}, ${value.stop}, ${value.step})`
  if (value instanceof Slice) return `slice(${await all(vm, [value.start, value.stop, value.step])})`
  if (value instanceof Ellipsis) return 'Ellipsis'
  if (isShown(value)) return value.represent(vm)
  if (value instanceof Instance) return ofInstance(vm, value)
  if (value instanceof PyClass)
    return `<class '${value.module === 'builtins' ? '' : `${value.module}.`}${value.name}'>`
  if (value instanceof PyFunction) return `<function ${value.code.name} at ${vm.addressOf(value)}>`
  if (value instanceof Builtin) return `<built-in function ${value.name}>`
  if (value instanceof BoundMethod) {
    if (value.callee instanceof Builtin)
      return `<built-in method ${value.callee.name} of ${vm.typeName(value.self)} object at ${vm.addressOf(value.self)}>`
    const owner = value.self instanceof Instance ? `${value.self.cls.name}.` : ''
    return `<bound method ${owner}${value.callee.code.name} of ${await repr(vm, value.self)}>`
  }
  if (value instanceof Module) return `<module '${value.name}' (built-in)>`
  if (value instanceof PyIterator || value instanceof Descriptor || value instanceof Super)
    return `<${value.type} object at ${vm.addressOf(value)}>`
  return `<${vm.typeName(value)} object at ${vm.addressOf(value)}>`
}

async function ofInstance(vm: Vm, value: Instance): Promise<string> {
  const own = value.cls.find('__repr__')
  if (own !== undefined) return textOf(vm, await vm.callMethod(value, '__repr__'))
  if (value.cls.isA(BASE_EXCEPTION)) {
    const args = (value.attributes.get('args') as Tuple).items
    return `${value.cls.name}(${await all(vm, args)})`
  }
  const { module, name } = value.cls
  return `<${module === 'builtins' ? '' : `${module}.`}${name} object at ${vm.addressOf(value)}>`
}

const textOf = (vm: Vm, value: Value): string => {
  if (typeof value === 'string') return value
  throw vm.typeError(`__repr__ returned non-string (type ${vm.typeName(value)})`)
}

async function all(vm: Vm, items: readonly Value[]): Promise<string> {
  const parts: string[] = []
  for (const item of items) parts.push(await repr(vm, item))
  return parts.join(', ')
}

/** `str(x)`. */
export async function str(vm: Vm, value: Value): Promise<string> {
  if (typeof value === 'string') return value
  if (value instanceof Instance) {
    if (value.cls.find('__str__') !== undefined) return textOf(vm, await vm.callMethod(value, '__str__'))
    if (value.cls.isA(BASE_EXCEPTION)) return ofException(vm, value)
  }
  return repr(vm, value)
}

/** What an exception says: its argument, or an OSError's number and text. */
async function ofException(vm: Vm, value: Instance): Promise<string> {
  const args = (value.attributes.get('args') as Tuple).items
  if (vm.isError(value, 'OSError') && args.length >= 2) {
    const file = value.attributes.get('filename')
    const tail = file === undefined || file === null ? '' : `: ${await repr(vm, file)}`
    return `[Errno ${await str(vm, args[0]!)}] ${await str(vm, args[1]!)}${tail}`
  }
  if (args.length === 0) return ''
  if (args.length > 1) return repr(vm, new Tuple(args))
  return vm.isError(value, 'KeyError') ? repr(vm, args[0]!) : str(vm, args[0]!)
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

/** A string as a literal: in single quotes unless it holds some and no double ones. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let body = ''
  for (const char of text) {
    const code = char.codePointAt(0)!
    if (char === quote) body += `\\${char}`
    else if (Object.hasOwn(ESCAPES, char)) body += ESCAPES[char]
    else if (code < 32 || (code >= 127 && code < 161) || code === 0xad)
      body += `\\x${code.toString(16).padStart(2, '0')}`
    else if ((code >= 0xd800 && code < 0xe000) || code === 0x2028 || code === 0x2029 || code === 0xfeff)
      body += `\\u${code.toString(16).padStart(4, '0')}`
    else body += char
  }
  return quote + body + quote
}

export function quotedBytes(data: Uint8Array): string {
  const quote = data.includes(39) && !data.includes(34) ? '"' : "'"
  let body = ''
  for (const byte of data) {
    const char = String.fromCharCode(byte)
    if (char === quote) body += `\\${char}`
    else if (Object.hasOwn(ESCAPES, char)) body += ESCAPES[char]
    else if (byte < 32 || byte > 126) body += `\\x${byte.toString(16).padStart(2, '0')}`
    else body += char
  }
  return `b${quote}${body}${quote}`
}

/** `ascii(x)` of a representation. */
export const toAscii = (text: string): string =>
  text.replace(/[^\x00-\x7f]/gu, (char) => {
    const code = char.codePointAt(0)!
    if (code < 256) return `\\x${code.toString(16).padStart(2, '0')}`
    return code < 65536
      ? `\\u${code.toString(16).padStart(4, '0')}`
      : `\\U${code.toString(16).padStart(8, '0')}`
  })
