import { concatBytes, toBinary } from '../../../base/text.ts'
import { fromBinary } from '../../text.ts'
import { argument, bytes, given, integer, text } from '../arguments.ts'
import { defineClass } from '../classes.ts'
import { typeError, valueError } from '../errors.ts'
import { Builtin, Bytes, List, type Native, Tuple, type Value } from '../values.ts'
import { decodeBytes } from './encodings.ts'
import { STR, splitText } from './text.ts'

const self = (args: readonly Value[]): Uint8Array => (args[0] as Bytes).data
/** Bytes are text of the same length while a method of strings works on them: what strings do, bytes do. */
const back = (value: string): Bytes => new Bytes(fromBinary(value))

function unlatin(value: Value): Value {
  if (typeof value === 'string') return back(value)
  if (value instanceof List) return new List(value.items.map(unlatin))
  if (value instanceof Tuple) return new Tuple(value.items.map(unlatin))
  return value
}
function tolatin(value: Value): Value {
  if (value instanceof Bytes) return toBinary(value.data)
  if (value instanceof Tuple) return new Tuple(value.items.map(tolatin))
  if (typeof value === 'string') throw typeError("a bytes-like object is required, not 'str'")
  return value
}

/** A method of strings, for bytes. */
const as =
  (name: string): Native =>
  async (vm, args, keywords) => {
    const method = STR.find(name) as Builtin
    return unlatin(await method.call(vm, args.map(tolatin), keywords))
  }

const ALIKE =
  'strip lstrip rstrip find rfind index rindex count startswith endswith replace partition rpartition upper lower capitalize title isdigit isalpha isalnum isspace isupper islower ljust rjust center zfill splitlines removeprefix removesuffix'.split(
    ' ',
  )

/** `bytes` (Library Reference, "Bytes and Bytearray Operations"). */
export const BYTES = defineClass(
  'bytes',
  {
    ...Object.fromEntries(ALIKE.map((name) => [name, as(name)])),
    split: (_vm, args, keywords) => {
      const separator = given(argument(args, keywords, 1, 'sep'))
      const most = Number(argument(args, keywords, 2, 'maxsplit') ?? -1)
      const mark = separator === undefined ? undefined : toBinary(bytes(separator))
      return new List(splitText(toBinary(self(args)), mark, most).map(back))
    },
    decode: (_vm, args, keywords) =>
      decodeBytes(
        self(args),
        String(argument(args, keywords, 1, 'encoding') ?? 'utf-8'),
        String(argument(args, keywords, 2, 'errors') ?? 'strict'),
      ),
    hex: (_vm, args) => {
      const pairs = Array.from(self(args), (byte) => byte.toString(16).padStart(2, '0'))
      return pairs.join(args[1] === undefined ? '' : text(args[1]))
    },
    join: async (vm, args) => {
      const parts = (await vm.list(args[1] ?? null)).flatMap((item, i) =>
        i === 0 ? [bytes(item)] : [self(args), bytes(item)],
      )
      return new Bytes(concatBytes(parts))
    },
  },
  {
    create: async (vm, args, keywords) => {
      const [value] = args
      if (value === undefined) return new Bytes(new Uint8Array(0))
      if (typeof value === 'string') {
        if (argument(args, keywords, 1, 'encoding') === undefined)
          throw typeError('string argument without an encoding')
        return vm.callMethod(value, 'encode', args.slice(1))
      }
      if (typeof value === 'bigint' || typeof value === 'boolean') {
        const size = integer(value)
        if (size < 0) throw valueError('negative count')
        return new Bytes(new Uint8Array(size))
      }
      if (value instanceof Bytes) return value
      const items = await vm.list(value)
      return new Bytes(
        Uint8Array.from(items, (item) => {
          const byte = integer(item)
          if (byte < 0 || byte > 255) throw valueError('bytes must be in range(0, 256)')
          return byte
        }),
      )
    },
  },
)
BYTES.attributes.set(
  'fromhex',
  new Builtin('fromhex', (_vm, [value]) => {
    const digits = text(value).replace(/\s+/g, '')
    if (!/^([\da-f]{2})*$/i.test(digits)) throw valueError('non-hexadecimal number found in fromhex() arg')
    return new Bytes(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)))
  }),
)
