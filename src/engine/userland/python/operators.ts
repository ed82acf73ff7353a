import { concatBytes, toBinary } from '../../base/text.ts'
import { fromBinary } from '../text.ts'
import { raise } from './errors.ts'
import { formatPercent } from './format.ts'
import { floorDivide, modulo } from './numbers.ts'
import type { BinaryOperator, Comparison } from './syntax.ts'
import { Bytes, Dict, Instance, List, PyClass, PyObject, PySet, Range, Tuple, type Value } from './values.ts'
import type { Vm } from './vm.ts'

const METHODS: Readonly<Record<BinaryOperator, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '<<': 'lshift',
  '>>': 'rshift',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '@': 'matmul',
}

/** A number of Python's, or undefined; True is 1. */
const numeric = (value: Value): bigint | number | undefined =>
  typeof value === 'boolean'
    ? BigInt(value)
    : typeof value === 'bigint' || typeof value === 'number'
      ? value
      : undefined

/** `a + b` and its like (Language Reference, 6.7). */
export async function binary(vm: Vm, operator: BinaryOperator, a: Value, b: Value): Promise<Value> {
  const x = numeric(a)
  const y = numeric(b)
  if (x !== undefined && y !== undefined) {
    const bothBool = typeof a === 'boolean' && typeof b === 'boolean'
    const result =
      typeof x === 'bigint' && typeof y === 'bigint'
        ? integers(operator, x, y)
        : floats(operator, Number(x), Number(y))
    if (result !== undefined) return bothBool && '&|^'.includes(operator) ? result !== 0n : result
  }
  const known = await ofContainers(vm, operator, a, b)
  if (known !== undefined) return known
  const name = METHODS[operator]
  for (const [self, other, method] of [
    [a, b, `__${name}__`],
    [b, a, `__r${name}__`],
  ] as const)
    if (self instanceof Instance && self.cls.find(method) !== undefined)
      return vm.callMethod(self, method, [other])
  const shown = operator === '**' ? '** or pow()' : operator
  throw vm.typeError(`unsupported operand type(s) for ${shown}: '${vm.typeName(a)}' and '${vm.typeName(b)}'`)
}

function integers(operator: BinaryOperator, a: bigint, b: bigint): Value | undefined {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      if (b === 0n) throw raise('ZeroDivisionError', 'division by zero')
      return Number(a) / Number(b)
    case '//':
      return floorDivide(a, b)
    case '%':
      return modulo(a, b)
    case '**':
      if (b < 0n) return Number(a) ** Number(b)
      if (b > 100_000n && a !== 0n && a !== 1n && a !== -1n)
        throw raise('OverflowError', 'too large to compute')
      return a ** b
    case '<<':
    case '>>':
      if (b < 0n) throw raise('ValueError', 'negative shift count')
      if (operator === '>>') return a >> b
      if (b > 1_000_000n) throw raise('MemoryError')
      return a << b
    case '&':
      return a & b
    case '|':
      return a | b
    case '^':
      return a ^ b
    default:
      return undefined
  }
}

function floats(operator: BinaryOperator, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      if (b === 0) throw raise('ZeroDivisionError', 'float division by zero')
      return a / b
    case '//':
      if (b === 0) throw raise('ZeroDivisionError', 'float floor division by zero')
      return Math.floor(a / b)
    case '%':
      if (b === 0) throw raise('ZeroDivisionError', 'float modulo')
      return a - b * Math.floor(a / b)
    case '**':
      return a ** b
    default:
      return undefined
  }
}

/** Longest sequence that a multiplication makes: the page must live on. */
const LONGEST = 50_000_000

async function ofContainers(
  vm: Vm,
  operator: BinaryOperator,
  a: Value,
  b: Value,
): Promise<Value | undefined> {
  if (operator === '%' && typeof a === 'string') return formatPercent(vm, a, b)
  if (operator === '%' && a instanceof Bytes) {
    const text = await formatPercent(vm, toBinary(a.data), b, true)
    return new Bytes(fromBinary(text))
  }
  if (operator === '+') {
    if (typeof a === 'string' && typeof b === 'string') return a + b
    if (a instanceof Bytes && b instanceof Bytes) return new Bytes(concatBytes([a.data, b.data]))
    if (a instanceof List && b instanceof List) return new List([...a.items, ...b.items])
    if (a instanceof Tuple && b instanceof Tuple) return new Tuple([...a.items, ...b.items])
    if (typeof a === 'string') throw vm.typeError(`can only concatenate str (not "${vm.typeName(b)}") to str`)
    if (a instanceof Bytes) throw vm.typeError(`can't concat ${vm.typeName(b)} to bytes`)
    if (a instanceof List || a instanceof Tuple)
      throw vm.typeError(`can only concatenate ${a.type} (not "${vm.typeName(b)}") to ${a.type}`)
  }
  if (operator === '*') {
    const count = numeric(b)
    if (typeof count === 'bigint') return repeated(a, count)
    const first = numeric(a)
    if (typeof first === 'bigint') return repeated(b, first)
  }
  if (a instanceof PySet && b instanceof PySet) return ofSets(operator, a, b)
  if (operator === '|' && a instanceof Dict && b instanceof Dict) {
    const both = new Dict()
    for (const source of [a, b]) for (const [key, entry] of source.entries) both.entries.set(key, [...entry])
    return both
  }
  return undefined
}

function repeated(value: Value, count: bigint): Value | undefined {
  const times = count > 0n ? Number(count) : 0
  const check = (length: number): void => {
    if (length * times > LONGEST) throw raise('MemoryError')
  }
  if (typeof value === 'string') {
    check(value.length)
    return value.repeat(times)
  }
  if (value instanceof Bytes) {
    check(value.data.length)
    const all = new Uint8Array(value.data.length * times)
    for (let i = 0; i < times; i++) all.set(value.data, i * value.data.length)
    return new Bytes(all)
  }
  if (value instanceof List || value instanceof Tuple) {
    check(value.items.length)
    const items = Array.from({ length: times }, () => value.items).flat()
    return value instanceof List ? new List(items) : new Tuple(items)
  }
  return undefined
}

function ofSets(operator: BinaryOperator, a: PySet, b: PySet): PySet | undefined {
  const made = new PySet()
  const put = (from: PySet, want: (key: unknown) => boolean): void => {
    for (const [key, value] of from.entries) if (want(key)) made.entries.set(key, value)
  }
  if (operator === '|') {
    put(a, () => true)
    put(b, () => true)
  } else if (operator === '&') put(a, (key) => b.entries.has(key))
  else if (operator === '-') put(a, (key) => !b.entries.has(key))
  else if (operator === '^') {
    put(a, (key) => !b.entries.has(key))
    put(b, (key) => !a.entries.has(key))
  } else return undefined
  return made
}

/** `a == b`. */
export async function equal(vm: Vm, a: Value, b: Value): Promise<boolean> {
  if (a === b) return true
  const x = numeric(a)
  const y = numeric(b)
  // biome-ignore lint/suspicious/noDoubleEquals: an int and a float of the same value are equal.
  if (x !== undefined && y !== undefined) return x == y
  if (!(a instanceof PyObject) || !(b instanceof PyObject)) return ownEqual(vm, a, b)
  if (a instanceof Bytes && b instanceof Bytes)
    return a.data.length === b.data.length && a.data.every((byte, i) => byte === b.data[i])
  if ((a instanceof List && b instanceof List) || (a instanceof Tuple && b instanceof Tuple)) {
    if (a.items.length !== b.items.length) return false
    for (let i = 0; i < a.items.length; i++) if (!(await equal(vm, a.items[i]!, b.items[i]!))) return false
    return true
  }
  if (a instanceof PySet && b instanceof PySet)
    return a.entries.size === b.entries.size && [...a.entries.keys()].every((key) => b.entries.has(key))
  if (a instanceof Dict && b instanceof Dict) {
    if (a.entries.size !== b.entries.size) return false
    for (const [key, [, value]] of a.entries) {
      const other = b.entries.get(key)
      if (!other || !(await equal(vm, value, other[1]))) return false
    }
    return true
  }
  if (a instanceof Range && b instanceof Range)
    return (
      a.length === b.length &&
      (a.length === 0 || (a.start === b.start && (a.length === 1 || a.step === b.step)))
    )
  return ownEqual(vm, a, b)
}

async function ownEqual(vm: Vm, a: Value, b: Value): Promise<boolean> {
  for (const [self, other] of [
    [a, b],
    [b, a],
  ] as const)
    if (self instanceof Instance && self.cls.find('__eq__') !== undefined)
      return vm.truth(await vm.callMethod(self, '__eq__', [other]))
  return false
}

/** A negative number, 0 or a positive one; undefined where the two have no order. */
export async function order(vm: Vm, a: Value, b: Value): Promise<number | undefined> {
  const x = numeric(a)
  const y = numeric(b)
  if (x !== undefined && y !== undefined)
    return x < y ? -1 : x > y ? 1 : x === y || Number(x) === Number(y) ? 0 : Number.NaN
  if (typeof a === 'string' && typeof b === 'string') return byCodePoints(a, b)
  if (a instanceof Bytes && b instanceof Bytes) {
    for (let i = 0; i < Math.min(a.data.length, b.data.length); i++)
      if (a.data[i] !== b.data[i]) return a.data[i]! - b.data[i]!
    return a.data.length - b.data.length
  }
  if ((a instanceof List && b instanceof List) || (a instanceof Tuple && b instanceof Tuple)) {
    for (let i = 0; i < Math.min(a.items.length, b.items.length); i++) {
      if (await equal(vm, a.items[i]!, b.items[i]!)) continue
      return order(vm, a.items[i]!, b.items[i]!)
    }
    return a.items.length - b.items.length
  }
  return undefined
}

function byCodePoints(a: string, b: string): number {
  if (a === b) return 0
  const x = Array.from(a)
  const y = Array.from(b)
  for (let i = 0; i < Math.min(x.length, y.length); i++)
    if (x[i] !== y[i]) return x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!
  return x.length - y.length
}

const ORDERS: Readonly<Record<string, { test: (n: number) => boolean; method: string; mirror: string }>> = {
  '<': { test: (n) => n < 0, method: '__lt__', mirror: '__gt__' },
  '<=': { test: (n) => n <= 0, method: '__le__', mirror: '__ge__' },
  '>': { test: (n) => n > 0, method: '__gt__', mirror: '__lt__' },
  '>=': { test: (n) => n >= 0, method: '__ge__', mirror: '__le__' },
}

/** `a < b`, `a in b`, `a is b` and their like (6.10). */
export async function compare(vm: Vm, operator: Comparison, a: Value, b: Value): Promise<Value> {
  switch (operator) {
    case '==':
      return equal(vm, a, b)
    case '!=':
      return !(await equal(vm, a, b))
    case 'is':
      return a === b
    case 'is not':
      return a !== b
    case 'in':
      return contains(vm, b, a)
    case 'not in':
      return !(await contains(vm, b, a))
    default:
  }
  const { test, method, mirror } = ORDERS[operator]!
  if (a instanceof PySet && b instanceof PySet) return ofSubsets(operator, a, b)
  const sign = await order(vm, a, b)
  if (sign !== undefined) return test(sign)
  if (a instanceof Instance && a.cls.find(method) !== undefined) return vm.callMethod(a, method, [b])
  if (b instanceof Instance && b.cls.find(mirror) !== undefined) return vm.callMethod(b, mirror, [a])
  throw vm.typeError(
    `'${operator}' not supported between instances of '${vm.typeName(a)}' and '${vm.typeName(b)}'`,
  )
}

function ofSubsets(operator: Comparison, a: PySet, b: PySet): boolean {
  const [small, large] = operator.startsWith('<') ? [a, b] : [b, a]
  const within = [...small.entries.keys()].every((key) => large.entries.has(key))
  return within && (operator.endsWith('=') || small.entries.size < large.entries.size)
}

async function contains(vm: Vm, container: Value, item: Value): Promise<boolean> {
  if (typeof container === 'string') {
    if (typeof item !== 'string')
      throw vm.typeError(`'in <string>' requires string as left operand, not ${vm.typeName(item)}`)
    return container.includes(item)
  }
  if (container instanceof Dict || container instanceof PySet) return container.entries.has(vm.hashKey(item))
  if (container instanceof Bytes && item instanceof Bytes)
    return toBinary(container.data).includes(toBinary(item.data))
  if (container instanceof Instance && container.cls.find('__contains__') !== undefined)
    return vm.truth(await vm.callMethod(container, '__contains__', [item]))
  if (container instanceof PyClass || !vm.isIterable(container))
    throw vm.typeError(`argument of type '${vm.typeName(container)}' is not iterable`)
  for await (const each of vm.each(container)) if (await equal(vm, each, item)) return true
  return false
}
