import { argument, integer } from '../arguments.ts'
import { defineClass } from '../classes.ts'
import { raise, typeError, valueError } from '../errors.ts'
import { equal, order } from '../operators.ts'
import {
  Builtin,
  Descriptor,
  Dict,
  List,
  type Native,
  PySet,
  Range,
  Slice,
  Tuple,
  type Value,
} from '../values.ts'
import type { Vm } from '../vm.ts'

const list = (args: readonly Value[]): Value[] => (args[0] as List).items

/** Sorts without touching what is given; stable, as Python's. TypeError where two have no order. */
export async function sorted(
  vm: Vm,
  values: readonly Value[],
  key: Value | undefined,
  reverse: boolean,
): Promise<Value[]> {
  const keyed: { value: Value; key: Value }[] = []
  for (const value of values)
    keyed.push({ value, key: key === undefined || key === null ? value : await vm.call(key, [value]) })
  const less = async (a: Value, b: Value): Promise<boolean> => {
    const sign = await order(vm, a, b)
    if (sign !== undefined) return sign < 0
    const own = await vm.getAttribute(a, '__lt__').catch(() => undefined)
    if (own !== undefined) return vm.truth(await vm.call(own, [b]))
    throw typeError(`'<' not supported between instances of '${vm.typeName(a)}' and '${vm.typeName(b)}'`)
  }
  const merge = async (from: typeof keyed): Promise<typeof keyed> => {
    if (from.length < 2) return from
    const mid = from.length >> 1
    const [left, right] = [await merge(from.slice(0, mid)), await merge(from.slice(mid))]
    const made: typeof keyed = []
    let i = 0
    let j = 0
    while (i < left.length && j < right.length) {
      const takeRight = reverse
        ? await less(left[i]!.key, right[j]!.key)
        : await less(right[j]!.key, left[i]!.key)
      made.push(takeRight ? right[j++]! : left[i++]!)
    }
    return [...made, ...left.slice(i), ...right.slice(j)]
  }
  return (await merge(keyed)).map(({ value }) => value)
}

const indexOf =
  (what: string): Native =>
  async (vm, [self, wanted]) => {
    const { items } = self as List | Tuple
    for (const [i, item] of items.entries()) if (await equal(vm, item, wanted!)) return BigInt(i)
    throw valueError(
      what === 'list' ? `${await shown(vm, wanted!)} is not in list` : 'tuple.index(x): x not in tuple',
    )
  }
const shown = async (vm: Vm, value: Value): Promise<string> =>
  String(await vm.call(vm.builtins.get('repr')!, [value]))
const count: Native = async (vm, [self, wanted]) => {
  let found = 0
  for (const item of (self as List | Tuple).items) if (await equal(vm, item, wanted!)) found++
  return BigInt(found)
}

export const LIST = defineClass(
  'list',
  {
    append: (_vm, args) => {
      list(args).push(args[1]!)
      return null
    },
    extend: async (vm, args) => {
      list(args).push(...(await vm.list(args[1]!)))
      return null
    },
    insert: (_vm, args) => {
      const at = integer(args[1])
      list(args).splice(at < 0 ? Math.max(0, list(args).length + at) : at, 0, args[2]!)
      return null
    },
    pop: (_vm, args) => {
      const items = list(args)
      if (items.length === 0) throw raise('IndexError', 'pop from empty list')
      const at = args[1] === undefined ? items.length - 1 : integer(args[1])
      const index = at < 0 ? at + items.length : at
      if (index < 0 || index >= items.length) throw raise('IndexError', 'pop index out of range')
      return items.splice(index, 1)[0]!
    },
    remove: async (vm, args) => {
      for (const [i, item] of list(args).entries())
        if (await equal(vm, item, args[1]!)) {
          list(args).splice(i, 1)
          return null
        }
      throw valueError('list.remove(x): x not in list')
    },
    clear: (_vm, args) => {
      list(args).length = 0
      return null
    },
    copy: (_vm, args) => new List([...list(args)]),
    reverse: (_vm, args) => {
      list(args).reverse()
      return null
    },
    sort: async (vm, args, keywords) => {
      const self = args[0] as List
      self.items = await sorted(vm, self.items, keywords.get('key'), Boolean(keywords.get('reverse')))
      return null
    },
    index: indexOf('list'),
    count,
  },
  { create: async (vm, args) => new List(args[0] === undefined ? [] : await vm.list(args[0])) },
)
export const TUPLE = defineClass(
  'tuple',
  { index: indexOf('tuple'), count },
  { create: async (vm, args) => new Tuple(args[0] === undefined ? [] : await vm.list(args[0])) },
)

const dict = (args: readonly Value[]): Dict => args[0] as Dict

async function update(
  vm: Vm,
  target: Dict,
  source: Value | undefined,
  keywords: ReadonlyMap<string, Value>,
): Promise<void> {
  if (source instanceof Dict) for (const [key, entry] of source.entries) target.entries.set(key, [...entry])
  else if (source !== undefined)
    for (const pair of await vm.list(source)) {
      const [key, value, ...more] = await vm.list(pair)
      if (key === undefined || value === undefined || more.length > 0)
        throw valueError('dictionary update sequence element #0 has length 1; 2 is required')
      target.entries.set(vm.hashKey(key), [key, value])
    }
  for (const [key, value] of keywords) target.entries.set(vm.hashKey(key), [key, value])
}

export const DICT = defineClass(
  'dict',
  {
    get: (vm, args) => {
      const entry = dict(args).entries.get(vm.hashKey(args[1]!))
      return entry ? entry[1] : (args[2] ?? null)
    },
    keys: (_vm, args) => new List([...dict(args).entries.values()].map(([key]) => key)),
    values: (_vm, args) => new List([...dict(args).entries.values()].map(([, value]) => value)),
    items: (_vm, args) => new List([...dict(args).entries.values()].map((entry) => new Tuple(entry))),
    pop: (vm, args) => {
      const key = vm.hashKey(args[1]!)
      const entry = dict(args).entries.get(key)
      if (!entry && args[2] === undefined) throw raise('KeyError', args[1]!)
      dict(args).entries.delete(key)
      return entry ? entry[1] : args[2]!
    },
    popitem: (_vm, args) => {
      const last = [...dict(args).entries].at(-1)
      if (!last) throw raise('KeyError', 'popitem(): dictionary is empty')
      dict(args).entries.delete(last[0])
      return new Tuple(last[1])
    },
    setdefault: (vm, args) => {
      const key = vm.hashKey(args[1]!)
      const entry = dict(args).entries.get(key)
      if (entry) return entry[1]
      dict(args).entries.set(key, [args[1]!, args[2] ?? null])
      return args[2] ?? null
    },
    update: async (vm, args, keywords) => {
      await update(vm, dict(args), args[1], keywords)
      return null
    },
    clear: (_vm, args) => {
      dict(args).entries.clear()
      return null
    },
    copy: (_vm, args) => copied(dict(args)),
  },
  {
    create: async (vm, args, keywords) => {
      const made = new Dict()
      await update(vm, made, args[0], keywords)
      return made
    },
  },
)
DICT.attributes.set(
  'fromkeys',
  new Descriptor(
    'staticmethod',
    new Builtin('fromkeys', async (vm, [keys, value]) => {
      const made = new Dict()
      for (const key of await vm.list(keys!)) made.entries.set(vm.hashKey(key), [key, value ?? null])
      return made
    }),
  ),
)
const copied = (from: Dict): Dict => {
  const made = new Dict()
  for (const [key, entry] of from.entries) made.entries.set(key, [...entry])
  return made
}

const set = (args: readonly Value[]): PySet => args[0] as PySet
async function setOf(vm: Vm, value: Value | undefined): Promise<PySet> {
  if (value instanceof PySet) return value
  const made = new PySet()
  if (value !== undefined) for (const item of await vm.list(value)) made.entries.set(vm.hashKey(item), item)
  return made
}
const combined =
  (keep: (inA: boolean, inB: boolean) => boolean): Native =>
  async (vm, args) => {
    const other = await setOf(vm, args[1])
    const made = new PySet()
    for (const [key, value] of [...set(args).entries, ...other.entries])
      if (keep(set(args).entries.has(key), other.entries.has(key))) made.entries.set(key, value)
    return made
  }

export const SET = defineClass(
  'set',
  {
    add: (vm, args) => {
      set(args).entries.set(vm.hashKey(args[1]!), args[1]!)
      return null
    },
    discard: (vm, args) => {
      set(args).entries.delete(vm.hashKey(args[1]!))
      return null
    },
    remove: (vm, args) => {
      if (!set(args).entries.delete(vm.hashKey(args[1]!))) throw raise('KeyError', args[1]!)
      return null
    },
    pop: (_vm, args) => {
      const first = [...set(args).entries][0]
      if (!first) throw raise('KeyError', 'pop from an empty set')
      set(args).entries.delete(first[0])
      return first[1]
    },
    clear: (_vm, args) => {
      set(args).entries.clear()
      return null
    },
    copy: combined((a) => a),
    update: async (vm, args) => {
      for (const [key, value] of (await setOf(vm, args[1])).entries) set(args).entries.set(key, value)
      return null
    },
    union: combined(() => true),
    intersection: combined((a, b) => a && b),
    difference: combined((a, b) => a && !b),
    symmetric_difference: combined((a, b) => a !== b),
    issubset: async (vm, args) => {
      const other = await setOf(vm, args[1])
      return [...set(args).entries.keys()].every((key) => other.entries.has(key))
    },
    issuperset: async (vm, args) => {
      const other = await setOf(vm, args[1])
      return [...other.entries.keys()].every((key) => set(args).entries.has(key))
    },
    isdisjoint: async (vm, args) => {
      const other = await setOf(vm, args[1])
      return ![...other.entries.keys()].some((key) => set(args).entries.has(key))
    },
  },
  {
    create: async (vm, args) => {
      const made = new PySet()
      for (const [key, value] of (await setOf(vm, args[0])).entries) made.entries.set(key, value)
      return made
    },
  },
)

export const RANGE = defineClass(
  'range',
  {},
  {
    create: (_vm, args, keywords) => {
      const whole = (value: Value | undefined): bigint => BigInt(integer(value))
      const stop = argument(args, keywords, 1, 'stop')
      if (stop === undefined) return new Range(0n, whole(args[0]), 1n)
      const step = args[2] === undefined ? 1n : whole(args[2])
      if (step === 0n) throw valueError('range() arg 3 must not be zero')
      return new Range(whole(args[0]), whole(stop), step)
    },
  },
)
export const SLICE = defineClass(
  'slice',
  {},
  {
    create: (_vm, args) =>
      args.length < 2
        ? new Slice(null, args[0] ?? null, null)
        : new Slice(args[0]!, args[1]!, args[2] ?? null),
  },
)
