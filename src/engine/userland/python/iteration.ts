import { exceptionClass, Raised, typeError } from './errors.ts'
import { typeName } from './type-names.ts'
import {
  Bytes,
  Dict,
  Instance,
  List,
  PyIterator,
  PyObject,
  PySet,
  Range,
  Tuple,
  type Value,
} from './values.ts'
import type { Vm } from './vm.ts'

/** An object of ours that one can go through, as a file by its lines. */
interface Iterated {
  items(): PyIterator
}
const isIterated = (value: Value): value is PyObject & Iterated =>
  value instanceof PyObject && 'items' in value && typeof value.items === 'function'

export const isIterable = (value: Value): boolean =>
  typeof value === 'string' ||
  value instanceof List ||
  value instanceof Tuple ||
  value instanceof Dict ||
  value instanceof PySet ||
  value instanceof Bytes ||
  value instanceof Range ||
  value instanceof PyIterator ||
  isIterated(value) ||
  (value instanceof Instance &&
    (value.cls.find('__iter__') !== undefined || value.cls.find('__getitem__') !== undefined))

/** The items of an iterable, one after another. TypeError where it is none. */
export async function* each(vm: Vm, value: Value): AsyncGenerator<Value, void, void> {
  const iterator = await iteratorOf(vm, value)
  for (;;) {
    const item = await iterator.next()
    if (item === undefined) return
    yield item
  }
}

/** `iter(x)`. */
export async function iteratorOf(vm: Vm, value: Value): Promise<PyIterator> {
  if (value instanceof PyIterator) return value
  if (typeof value === 'string') return over('str_iterator', Array.from(value))
  if (value instanceof List) {
    let i = 0
    return new PyIterator('list_iterator', () => value.items[i++])
  }
  if (value instanceof Tuple) return over('tuple_iterator', value.items)
  if (value instanceof Bytes) return over('bytes_iterator', Array.from(value.data, BigInt))
  if (value instanceof Dict) return keysOf(value)
  if (value instanceof PySet) return over('set_iterator', [...value.entries.values()])
  if (value instanceof Range) {
    let i = 0
    const { length } = value
    return new PyIterator('range_iterator', () =>
      i < length ? value.start + BigInt(i++) * value.step : undefined,
    )
  }
  if (isIterated(value)) return value.items()
  if (value instanceof Instance) {
    if (value.cls.find('__iter__') !== undefined)
      return ofInstance(vm, await vm.callMethod(value, '__iter__'))
    if (value.cls.find('__getitem__') !== undefined) {
      let i = 0n
      return new PyIterator('iterator', () =>
        untilError(async () => vm.callMethod(value, '__getitem__', [i++]), 'IndexError'),
      )
    }
  }
  throw typeError(`'${typeName(value)}' object is not iterable`)
}

function over(type: string, items: readonly Value[]): PyIterator {
  let i = 0
  return new PyIterator(type, () => items[i++])
}

function keysOf(dict: Dict): PyIterator {
  const { size } = dict.entries
  const keys = [...dict.entries.values()].map(([key]) => key)
  let i = 0
  return new PyIterator('dict_keyiterator', () => {
    if (i < keys.length && dict.entries.size !== size)
      throw new Raised(runtimeError('dictionary changed size during iteration'))
    return keys[i++]
  })
}
function runtimeError(message: string): Instance {
  const value = new Instance(exceptionClass('RuntimeError'))
  value.attributes.set('args', new Tuple([message]))
  return value
}

async function ofInstance(vm: Vm, iterator: Value): Promise<PyIterator> {
  if (!(iterator instanceof Instance)) return iteratorOf(vm, iterator)
  return new PyIterator('iterator', () =>
    untilError(async () => vm.callMethod(iterator, '__next__'), 'StopIteration'),
  )
}

async function untilError(next: () => Promise<Value>, name: string): Promise<Value | undefined> {
  try {
    return await next()
  } catch (error) {
    if (error instanceof Raised && error.value.cls.isA(exceptionClass(name))) return undefined
    throw error
  }
}
