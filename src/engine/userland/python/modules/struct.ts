import { bytes, real } from '../arguments.ts'
import { EXCEPTIONS, makeException, Raised } from '../errors.ts'
import { Builtin, Bytes, type Native, PyClass, Tuple, type Value } from '../values.ts'
import type { ModuleSource } from './index.ts'

const ERROR = new PyClass('error', [EXCEPTIONS.get('Exception')!], new Map(), { module: 'struct' })
const wrong = (message: string): Raised => new Raised(makeException(ERROR, [message]))

const SIZES: Readonly<Record<string, number>> = {
  x: 1,
  c: 1,
  b: 1,
  B: 1,
  '?': 1,
  h: 2,
  H: 2,
  i: 4,
  I: 4,
  l: 4,
  L: 4,
  q: 8,
  Q: 8,
  f: 4,
  d: 8,
  s: 1,
}

interface Field {
  readonly code: string
  readonly count: number
  readonly size: number
  readonly at: number
}

/** Fields of a format with where each stands (Library Reference, "Format Strings"). */
function layout(format: string): { fields: Field[]; size: number; little: boolean } {
  const order = /^[@=<>!]/.exec(format)?.[0] ?? '@'
  const native = order === '@'
  const size = (code: string): number => (native && (code === 'l' || code === 'L') ? 8 : SIZES[code]!)
  const fields: Field[] = []
  let at = 0
  for (const [, count, code = ''] of format.replace(/^[@=<>!]/, '').matchAll(/(\d*)(\S)/g)) {
    if (!Object.hasOwn(SIZES, code)) throw wrong('bad char in struct format')
    const times = count === '' ? 1 : Number(count)
    if (native) at = Math.ceil(at / size(code)) * size(code)
    if (code === 's') {
      fields.push({ code, count: times, size: times, at })
      at += times
    } else
      for (let i = 0; i < times; i++) {
        fields.push({ code, count: 1, size: size(code), at })
        at += size(code)
      }
  }
  return {
    fields: fields.filter(({ code }) => code !== 'x'),
    size: at,
    little: order !== '>' && order !== '!',
  }
}

function put(view: DataView, { code, size, at }: Field, value: Value, little: boolean): void {
  if (code === 's' || code === 'c') {
    const data = bytes(value)
    for (let i = 0; i < Math.min(size, data.length); i++) view.setUint8(at + i, data[i]!)
    return
  }
  if (code === 'f') view.setFloat32(at, real(value), little)
  else if (code === 'd') view.setFloat64(at, real(value), little)
  else if (code === '?') view.setUint8(at, value ? 1 : 0)
  else putInteger(view, { code, size, at }, value, little)
}

function putInteger(
  view: DataView,
  { code, size, at }: Omit<Field, 'count'>,
  value: Value,
  little: boolean,
): void {
  if (typeof value !== 'bigint' && typeof value !== 'boolean')
    throw wrong('required argument is not an integer')
  const number = BigInt(value)
  const bits = BigInt(size * 8)
  const signed = code === code.toLowerCase()
  const low = signed ? -(1n << (bits - 1n)) : 0n
  const high = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n
  if (number < low || number > high)
    throw wrong(
      size === 1 || size === 2
        ? `${code === 'b' ? 'byte' : code === 'B' ? 'ubyte' : code === 'h' ? 'short' : 'ushort'} format requires ${low} <= number <= ${high}`
        : `'${code}' format requires ${low} <= number <= ${high}`,
    )
  for (let i = 0n; i < BigInt(size); i++)
    view.setUint8(at + Number(little ? i : BigInt(size) - 1n - i), Number((number >> (i * 8n)) & 255n))
}

function get(view: DataView, { code, size, at }: Field, little: boolean): Value {
  if (code === 's' || code === 'c')
    return new Bytes(new Uint8Array(view.buffer, view.byteOffset + at, size).slice())
  if (code === 'f') return view.getFloat32(at, little)
  if (code === 'd') return view.getFloat64(at, little)
  if (code === '?') return view.getUint8(at) !== 0
  let number = 0n
  for (let i = 0; i < size; i++)
    number = (number << 8n) | BigInt(view.getUint8(at + (little ? size - 1 - i : i)))
  return code === code.toLowerCase() ? BigInt.asIntN(size * 8, number) : number
}

const FUNCTIONS: Readonly<Record<string, Native>> = {
  pack: (_vm, [format, ...values]) => {
    const { fields, size, little } = layout(String(format))
    if (values.length !== fields.length)
      throw wrong(`pack expected ${fields.length} items for packing (got ${values.length})`)
    const view = new DataView(new ArrayBuffer(size))
    for (const [i, field] of fields.entries()) put(view, field, values[i]!, little)
    return new Bytes(new Uint8Array(view.buffer))
  },
  unpack: (_vm, [format, value]) => {
    const { fields, size, little } = layout(String(format))
    const data = bytes(value)
    if (data.length !== size) throw wrong(`unpack requires a buffer of ${size} bytes`)
    const view = new DataView(data.slice().buffer)
    return new Tuple(fields.map((field) => get(view, field, little)))
  },
  calcsize: (_vm, [format]) => BigInt(layout(String(format)).size),
}

/** `struct`. */
export const STRUCT: ModuleSource = {
  kind: 'native',
  names: () => [
    ...Object.entries(FUNCTIONS).map(([name, call]) => [name, new Builtin(name, call)] as const),
    ['error', ERROR],
  ],
}
