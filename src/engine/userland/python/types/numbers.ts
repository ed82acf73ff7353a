import { toBinary } from '../../../base/text.ts'
import { argument, integer, text } from '../arguments.ts'
import { defineClass } from '../classes.ts'
import { raise, typeError, valueError } from '../errors.ts'
import { quoted } from '../representation.ts'
import { typeName } from '../type-names.ts'
import { Builtin, Bytes, Descriptor, Tuple, type Value } from '../values.ts'

/** A whole number in text (Library Reference, `int`). ValueError. */
function parseInteger(source: string, base: number): bigint {
  const wrong = () => valueError(`invalid literal for int() with base ${base}: ${quoted(source)}`)
  const m = /^\s*([-+]?)(?:(0[xX])|(0[oO])|(0[bB]))?([\da-zA-Z_]+)\s*$/.exec(source)
  if (!m) throw wrong()
  const [, sign, hex, octal, binary, digits = ''] = m
  const prefix = hex ? 16 : octal ? 8 : binary ? 2 : undefined
  if (prefix !== undefined && base !== 0 && base !== prefix) throw wrong()
  const radix = prefix ?? (base === 0 ? 10 : base)
  let value = 0n
  for (const char of digits.replaceAll('_', '').toLowerCase()) {
    const digit = Number.parseInt(char, 36)
    if (digit >= radix) throw wrong()
    value = value * BigInt(radix) + BigInt(digit)
  }
  return sign === '-' ? -value : value
}

const self = (args: readonly Value[]): bigint => BigInt(args[0] as bigint | boolean)

export const INT = defineClass(
  'int',
  {
    bit_length: (_vm, args) => {
      const value = self(args)
      return value === 0n ? 0n : BigInt((value < 0n ? -value : value).toString(2).length)
    },
    to_bytes: (_vm, args, keywords) => {
      const length = integer(argument(args, keywords, 1, 'length') ?? 1n)
      const little = String(argument(args, keywords, 2, 'byteorder') ?? 'big') === 'little'
      let value = self(args)
      if (value < 0n) throw raise('OverflowError', "can't convert negative int to unsigned")
      const data = new Uint8Array(length)
      for (let i = 0; i < length; i++, value >>= 8n) data[little ? i : length - 1 - i] = Number(value & 255n)
      if (value > 0n) throw raise('OverflowError', 'int too big to convert')
      return new Bytes(data)
    },
    conjugate: (_vm, args) => self(args),
    __index__: (_vm, args) => self(args),
  },
  {
    create: async (vm, args, keywords) => {
      const [value] = args
      const base = argument(args, keywords, 1, 'base')
      if (value === undefined) return 0n
      if (typeof value === 'string') return parseInteger(value, base === undefined ? 10 : integer(base))
      if (base !== undefined) throw typeError("int() can't convert non-string with explicit base")
      if (typeof value === 'bigint') return value
      if (typeof value === 'boolean') return BigInt(value)
      if (typeof value === 'number') {
        if (Number.isNaN(value)) throw valueError('cannot convert float NaN to integer')
        if (!Number.isFinite(value)) throw raise('OverflowError', 'cannot convert float infinity to integer')
        return BigInt(Math.trunc(value))
      }
      if (value instanceof Bytes) return parseInteger(toBinary(value.data), 10)
      const own = await vm.callOwn(value, '__int__')
      if (own !== undefined) return own
      throw typeError(
        `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
      )
    },
  },
)
INT.attributes.set(
  'from_bytes',
  new Descriptor(
    'staticmethod',
    new Builtin('from_bytes', (_vm, args, keywords) => {
      const data = [...(args[0] as Bytes).data]
      if (String(argument(args, keywords, 1, 'byteorder') ?? 'big') === 'little') data.reverse()
      return data.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
    }),
  ),
)

export const BOOL = defineClass(
  'bool',
  {},
  { bases: [INT], create: async (vm, args) => (args[0] === undefined ? false : vm.truth(args[0])) },
)

export const FLOAT = defineClass(
  'float',
  {
    is_integer: (_vm, [value]) => Number.isInteger(value),
    hex: (_vm, [value]) => String(value),
    as_integer_ratio: (_vm, [value]) => {
      let [top, bottom] = [value as number, 1n]
      while (!Number.isInteger(top)) {
        top *= 2
        bottom *= 2n
      }
      return new Tuple([BigInt(top), bottom])
    },
  },
  {
    create: async (vm, args) => {
      const [value] = args
      if (value === undefined) return 0
      if (typeof value === 'number') return value
      if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
      if (typeof value === 'string') {
        const source = text(value).trim().replaceAll('_', '')
        const special = /^([-+]?)(inf|infinity|nan)$/i.exec(source)
        if (special)
          return special[2]!.toLowerCase() === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity
        if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(source))
          throw valueError(`could not convert string to float: ${quoted(value)}`)
        return Number(source)
      }
      const own = await vm.callOwn(value, '__float__')
      if (own !== undefined) return own
      throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`)
    },
  },
)
