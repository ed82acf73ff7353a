import { EXCEPTIONS, makeException, Raised, typeError } from '../errors.ts'
import { floatText } from '../numbers.ts'
import { Builtin, Bytes, Dict, List, type Native, PyClass, Tuple, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import type { ModuleSource } from './index.ts'

const ERROR = new PyClass('JSONDecodeError', [EXCEPTIONS.get('ValueError')!], new Map(), {
  module: 'json.decoder',
})

const quote = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** JSON text; with `indent`, over several lines. */
function dump(vm: Vm, value: Value, indent: number | undefined, sort: boolean, depth: number): string {
  const inner = (item: Value): string => dump(vm, item, indent, sort, depth + 1)
  const wrap = (open: string, parts: readonly string[], close: string): string => {
    if (parts.length === 0) return open + close
    if (indent === undefined) return open + parts.join(', ') + close
    const pad = ' '.repeat(indent * (depth + 1))
    return `${open}\n${parts.map((part) => pad + part).join(',\n')}\n${' '.repeat(indent * depth)}${close}`
  }
  if (value === null) return 'null'
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number')
    return Number.isFinite(value)
      ? floatText(value)
      : Number.isNaN(value)
        ? 'NaN'
        : value > 0
          ? 'Infinity'
          : '-Infinity'
  if (typeof value === 'string') return quote(value)
  if (value instanceof List || value instanceof Tuple) return wrap('[', value.items.map(inner), ']')
  if (value instanceof Dict) {
    const entries = [...value.entries.values()].map(([key, item]) => {
      const name = typeof key === 'string' ? key : key === null ? 'null' : String(key)
      return [name, `${quote(name)}: ${inner(item)}`] as const
    })
    if (sort) entries.sort(([a], [b]) => (a < b ? -1 : 1))
    return wrap(
      '{',
      entries.map(([, text]) => text),
      '}',
    )
  }
  throw typeError(`Object of type ${vm.typeName(value)} is not JSON serializable`)
}

function fromJson(vm: Vm, value: unknown, source: string | undefined): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number')
    return source !== undefined && /[.eE]/.test(source)
      ? value
      : Number.isInteger(value)
        ? BigInt(value)
        : value
  if (Array.isArray(value)) return new List(value as Value[])
  const made = new Dict()
  for (const [key, item] of Object.entries(value as Record<string, Value>))
    made.entries.set(vm.hashKey(key), [key, item])
  return made
}

function load(vm: Vm, text: string): Value {
  try {
    return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
      value instanceof List || value instanceof Dict ? value : fromJson(vm, value, context?.source),
    ) as Value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const at = Number(/position (\d+)/.exec(error.message)?.[1] ?? 0)
    const line = text.slice(0, at).split('\n').length
    const column = at - text.lastIndexOf('\n', at - 1)
    throw new Raised(makeException(ERROR, [`Expecting value: line ${line} column ${column} (char ${at})`]))
  }
}

const dumps: Native = (vm, args, keywords) => {
  const indent = keywords.get('indent')
  return dump(
    vm,
    args[0]!,
    typeof indent === 'bigint' ? Number(indent) : undefined,
    keywords.get('sort_keys') === true,
    0,
  )
}

/** `json`. */
export const JSON_MODULE: ModuleSource = {
  kind: 'native',
  names: () => [
    ['dumps', new Builtin('dumps', dumps)],
    [
      'loads',
      new Builtin('loads', (vm, [text]) =>
        load(vm, text instanceof Bytes ? new TextDecoder().decode(text.data) : String(text)),
      ),
    ],
    [
      'dump',
      new Builtin('dump', async (vm, [value, file], keywords) =>
        vm.callMethod(file!, 'write', [await dumps(vm, [value!], keywords)]),
      ),
    ],
    ['load', new Builtin('load', async (vm, [file]) => load(vm, String(await vm.callMethod(file!, 'read'))))],
    ['JSONDecodeError', ERROR],
  ],
}
