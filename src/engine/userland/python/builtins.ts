import { arity, integer, real, text } from './arguments.ts'
import { namesOf } from './attributes.ts'
import { classOf, superAfter } from './classes.ts'
import { EXCEPTIONS, OBJECT, Raised, raise, typeError, valueError } from './errors.ts'
import { openFile } from './files.ts'
import { formatValue } from './format.ts'
import { iteratorOf } from './iteration.ts'
import { floorDivide, modulo, roundHalfEven } from './numbers.ts'
import { binary, order } from './operators.ts'
import { repr, str, toAscii } from './representation.ts'
import { BYTES } from './types/bytes.ts'
import { DICT, LIST, RANGE, SET, SLICE, sorted, TUPLE } from './types/containers.ts'
import { BOOL, FLOAT, INT } from './types/numbers.ts'
import { STR } from './types/text.ts'
import {
  BoundMethod,
  Builtin,
  Bytes,
  Descriptor,
  Dict,
  Instance,
  List,
  type Native,
  PyClass,
  PyFunction,
  PyIterator,
  PySet,
  Range,
  Tuple,
  type Value,
} from './values.ts'
import type { Vm } from './vm.ts'

const print: Native = async (vm, args, keywords) => {
  const separator = keywords.get('sep') ?? ' '
  const end = keywords.get('end') ?? '\n'
  const parts: string[] = []
  for (const arg of args) parts.push(await str(vm, arg))
  const line = parts.join(separator === null ? ' ' : text(separator)) + (end === null ? '\n' : text(end))
  const file = keywords.get('file')
  if (file === undefined || file === null) await vm.out.write(line)
  else await vm.callMethod(file, 'write', [line])
  if (keywords.get('flush') === true) await vm.out.flush()
  return null
}

const length: Native = async (vm, [value = null]) => {
  if (typeof value === 'string')
    return BigInt(/[\ud800-\udfff]/.test(value) ? Array.from(value).length : value.length)
  if (value instanceof List || value instanceof Tuple) return BigInt(value.items.length)
  if (value instanceof Dict || value instanceof PySet) return BigInt(value.entries.size)
  if (value instanceof Bytes) return BigInt(value.data.length)
  if (value instanceof Range) return BigInt(value.length)
  const own = await vm.callOwn(value, '__len__')
  if (own !== undefined) return own
  throw typeError(`object of type '${vm.typeName(value)}' has no len()`)
}

function isInstance(value: Value, cls: Value): boolean {
  if (cls instanceof Tuple) return cls.items.some((each) => isInstance(value, each))
  if (!(cls instanceof PyClass))
    throw typeError('isinstance() arg 2 must be a type, a tuple of types, or a union')
  return cls === OBJECT || classOf(value).isA(cls)
}

const extreme =
  (name: 'min' | 'max'): Native =>
  async (vm, args, keywords) => {
    const values = args.length === 1 ? await vm.list(args[0]!) : args
    const key = keywords.get('key')
    if (values.length === 0) {
      const fallback = keywords.get('default')
      if (fallback !== undefined) return fallback
      throw valueError(`${name}() arg is an empty sequence`)
    }
    const all = await sorted(vm, values, key, false)
    if (name === 'min') return all[0]!
    const best = all.at(-1)!
    const keyOf = async (value: Value): Promise<Value> =>
      key === undefined || key === null ? value : vm.call(key, [value])
    // The first of several that are equally large.
    for (const value of all) if ((await order(vm, await keyOf(value), await keyOf(best))) === 0) return value
    return best
  }

const based =
  (prefix: string, radix: number): Native =>
  (_vm, [value]) => {
    const number = BigInt(integer(value) === 0 && typeof value !== 'bigint' ? 0 : (value as bigint | boolean))
    return `${number < 0n ? '-' : ''}${prefix}${(number < 0n ? -number : number).toString(radix)}`
  }

const input: Native = async (vm, [prompt]) => {
  if (prompt !== undefined) await vm.out.write(await str(vm, prompt))
  await vm.out.flush()
  let line = ''
  for (;;) {
    const data = await vm.process.read(0, 1)
    if (data.length === 0) {
      if (line === '') throw raise('EOFError', 'EOF when reading a line')
      return line
    }
    const char = String.fromCharCode(data[0]!)
    if (char === '\n') return new TextDecoder().decode(Uint8Array.from(line, (c) => c.charCodeAt(0)))
    line += char
  }
}

const superOf: Native = (_vm, [cls, self]) => {
  if (!(cls instanceof PyClass) || self === undefined) throw raise('RuntimeError', 'super(): no arguments')
  return superAfter(cls, self)
}

const exit: Native = (_vm, [code]) => {
  throw raise('SystemExit', ...(code === undefined ? [] : [code]))
}

const FUNCTIONS: Readonly<Record<string, Native>> = {
  print,
  len: length,
  input,
  repr: (vm, [value]) => repr(vm, value!),
  ascii: async (vm, [value]) => toAscii(await repr(vm, value!)),
  format: (vm, args) => formatValue(vm, args[0]!, args[1] === undefined ? '' : text(args[1])),
  abs: async (vm, [value = null]) => {
    if (typeof value === 'bigint') return value < 0n ? -value : value
    if (typeof value === 'number') return Math.abs(value)
    if (typeof value === 'boolean') return BigInt(value)
    throw typeError(`bad operand type for abs(): '${vm.typeName(value)}'`)
  },
  all: async (vm, [value]) => {
    for await (const item of vm.each(value!)) if (!(await vm.truth(item))) return false
    return true
  },
  any: async (vm, [value]) => {
    for await (const item of vm.each(value!)) if (await vm.truth(item)) return true
    return false
  },
  bin: based('0b', 2),
  oct: based('0o', 8),
  hex: based('0x', 16),
  chr: (_vm, [value]) => {
    const code = integer(value)
    if (code < 0 || code > 0x10ffff) throw valueError('chr() arg not in range(0x110000)')
    return String.fromCodePoint(code)
  },
  ord: (vm, [value = null]) => {
    if (value instanceof Bytes && value.data.length === 1) return BigInt(value.data[0]!)
    if (typeof value !== 'string')
      throw typeError(`ord() expected string of length 1, but ${vm.typeName(value)} found`)
    const chars = Array.from(value)
    if (chars.length !== 1)
      throw typeError(`ord() expected a character, but string of length ${chars.length} found`)
    return BigInt(value.codePointAt(0)!)
  },
  callable: (_vm, [value]) =>
    value instanceof PyFunction ||
    value instanceof Builtin ||
    value instanceof BoundMethod ||
    value instanceof PyClass ||
    (value instanceof Instance && value.cls.find('__call__') !== undefined),
  dir: (_vm, [value]) => new List(namesOf(value ?? null)),
  divmod: async (vm, [a, b]) => {
    if (typeof a === 'bigint' && typeof b === 'bigint') return new Tuple([floorDivide(a, b), modulo(a, b)])
    return new Tuple([await binary(vm, '//', a!, b!), await binary(vm, '%', a!, b!)])
  },
  enumerate: async (vm, args, keywords) => {
    const iterator = await iteratorOf(vm, args[0]!)
    let i = BigInt(integer(args[1] ?? keywords.get('start') ?? 0n))
    return new PyIterator('enumerate', async () => {
      const item = await iterator.next()
      return item === undefined ? undefined : new Tuple([i++, item])
    })
  },
  filter: async (vm, [test, value]) => {
    const iterator = await iteratorOf(vm, value!)
    return new PyIterator('filter', async () => {
      for (;;) {
        const item = await iterator.next()
        if (item === undefined) return undefined
        if (await vm.truth(test === null ? item : await vm.call(test!, [item]))) return item
      }
    })
  },
  map: async (vm, [call, ...values]) => {
    const iterators = await Promise.all(values.map((value) => iteratorOf(vm, value)))
    return new PyIterator('map', async () => {
      const items: Value[] = []
      for (const iterator of iterators) {
        const item = await iterator.next()
        if (item === undefined) return undefined
        items.push(item)
      }
      return vm.call(call!, items)
    })
  },
  zip: async (vm, values) => {
    const iterators = await Promise.all(values.map((value) => iteratorOf(vm, value)))
    return new PyIterator('zip', async () => {
      const items: Value[] = []
      for (const iterator of iterators) {
        const item = await iterator.next()
        if (item === undefined) return undefined
        items.push(item)
      }
      return iterators.length === 0 ? undefined : new Tuple(items)
    })
  },
  reversed: async (vm, [value]) => {
    const items = await vm.list(value!)
    let i = items.length
    return new PyIterator('reversed', () => items[--i])
  },
  sorted: async (vm, args, keywords) =>
    new List(
      await sorted(vm, await vm.list(args[0]!), keywords.get('key'), Boolean(keywords.get('reverse'))),
    ),
  iter: (vm, [value]) => iteratorOf(vm, value!),
  next: async (vm, [value, fallback]) => {
    if (value instanceof Instance) return vm.callMethod(value, '__next__')
    if (!(value instanceof PyIterator)) throw typeError(`'${vm.typeName(value!)}' object is not an iterator`)
    const item = await value.next()
    if (item !== undefined) return item
    if (fallback !== undefined) return fallback
    throw raise('StopIteration')
  },
  sum: async (vm, args, keywords) => {
    let total: Value = args[1] ?? keywords.get('start') ?? 0n
    for await (const item of vm.each(args[0]!)) total = await binary(vm, '+', total, item)
    return total
  },
  min: extreme('min'),
  max: extreme('max'),
  pow: async (vm, [a, b, m]) => {
    if (m === undefined) return binary(vm, '**', a!, b!)
    let [base, power, result] = [BigInt(integer(a)), BigInt(integer(b)), 1n]
    for (; power > 0n; power >>= 1n, base = (base * base) % (m as bigint))
      if (power & 1n) result = (result * base) % (m as bigint)
    return modulo(result, m as bigint)
  },
  round: (_vm, [value, digits]) => {
    if (typeof value === 'bigint' || typeof value === 'boolean') return BigInt(value)
    const number = real(value)
    return digits === undefined || digits === null
      ? BigInt(roundHalfEven(number, 0))
      : roundHalfEven(number, integer(digits))
  },
  isinstance: (_vm, args) => {
    arity('isinstance', args, 2)
    return isInstance(args[0]!, args[1]!)
  },
  issubclass: (_vm, [cls, other]) => {
    if (!(cls instanceof PyClass)) throw typeError('issubclass() arg 1 must be a class')
    const among = other instanceof Tuple ? other.items : [other]
    return among.some((each) => each instanceof PyClass && (each === OBJECT || cls.isA(each)))
  },
  hasattr: async (vm, [value, name]) => {
    try {
      await vm.getAttribute(value!, text(name))
      return true
    } catch (error) {
      if (error instanceof Raised && vm.isError(error.value, 'AttributeError')) return false
      throw error
    }
  },
  getattr: async (vm, [value, name, fallback]) => {
    try {
      return await vm.getAttribute(value!, text(name))
    } catch (error) {
      if (fallback !== undefined && error instanceof Raised && vm.isError(error.value, 'AttributeError'))
        return fallback
      throw error
    }
  },
  setattr: async (vm, [value, name, item]) => {
    await vm.setAttribute(value!, text(name), item!)
    return null
  },
  id: (vm, [value]) => BigInt(vm.addressOf(value!)),
  hash: (vm, [value]) => {
    const key = String(vm.hashKey(value!))
    if (typeof value === 'bigint' || typeof value === 'boolean') return BigInt(value)
    let sum = 5381n
    for (const char of key) sum = (sum * 33n + BigInt(char.codePointAt(0)!)) & 0x7fff_ffff_ffff_ffffn
    return sum
  },
  open: openFile,
  super: superOf,
  staticmethod: (_vm, [value]) => new Descriptor('staticmethod', value!),
  classmethod: (_vm, [value]) => new Descriptor('classmethod', value!),
  property: (_vm, [get, set]) => new Descriptor('property', get!, set),
  vars: async (vm, [value]) => vm.getAttribute(value!, '__dict__'),
  exit,
  quit: exit,
}

const TYPE = new PyClass('type', [OBJECT], new Map(), {
  create: (_vm, [value]) => classOf(value!),
})

/** The names that every module sees (Library Reference, "Built-in Functions"). */
export function fillBuiltins(vm: Vm): void {
  const names = vm.builtins
  for (const [name, call] of Object.entries(FUNCTIONS)) names.set(name, new Builtin(name, call))
  for (const cls of [STR, BYTES, LIST, TUPLE, DICT, SET, RANGE, SLICE, INT, BOOL, FLOAT, OBJECT, TYPE])
    names.set(cls.name, cls)
  names.set('frozenset', SET)
  for (const [name, cls] of EXCEPTIONS) names.set(name, cls)
  names.set('EnvironmentError', EXCEPTIONS.get('OSError')!)
  names.set('IOError', EXCEPTIONS.get('OSError')!)
  names.set('NotImplemented', new Tuple([]))
}
