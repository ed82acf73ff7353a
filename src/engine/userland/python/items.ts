import { raise, typeError, valueError } from './errors.ts'
import { typeName } from './type-names.ts'
import { Bytes, Dict, Instance, List, PyClass, Range, Slice, Tuple, type Value } from './values.ts'
import type { Vm } from './vm.ts'

/** An index within `length`, counted from the end where it is negative. IndexError. */
function position(index: Value, length: number, what: string): number {
  const number = typeof index === 'boolean' ? BigInt(index) : index
  if (typeof number !== 'bigint')
    throw typeError(
      what === 'string'
        ? `string indices must be integers, not '${typeName(index)}'`
        : what === 'byte'
          ? `byte indices must be integers or slices, not ${typeName(index)}`
          : `${what} indices must be integers or slices, not ${typeName(index)}`,
    )
  const at = Number(number) + (number < 0n ? length : 0)
  if (at < 0 || at >= length)
    throw raise('IndexError', what === 'byte' ? 'index out of range' : `${what} index out of range`)
  return at
}

/** The indices that a slice stands for (Language Reference, 3.2). */
function indices({ start, stop, step }: Slice, length: number): number[] {
  const whole = (value: Value, fallback: number): number => {
    if (value === null) return fallback
    if (typeof value !== 'bigint')
      throw typeError('slice indices must be integers or None or have an __index__ method')
    return Number(value)
  }
  const by = whole(step, 1)
  if (by === 0) throw valueError('slice step cannot be zero')
  const clamp = (value: number, low: number, high: number): number =>
    Math.min(Math.max(value < 0 ? value + length : value, low), high)
  const from =
    start === null
      ? by > 0
        ? 0
        : length - 1
      : clamp(whole(start, 0), by > 0 ? 0 : -1, by > 0 ? length : length - 1)
  const to =
    stop === null
      ? by > 0
        ? length
        : -1
      : clamp(whole(stop, 0), by > 0 ? 0 : -1, by > 0 ? length : length - 1)
  const found: number[] = []
  for (let i = from; by > 0 ? i < to : i > to; i += by) found.push(i)
  return found
}

/** `value[index]`. */
export async function getItem(vm: Vm, value: Value, index: Value): Promise<Value> {
  if (typeof value === 'string') {
    const chars = hasPairs(value) ? Array.from(value) : value
    if (index instanceof Slice)
      return indices(index, chars.length)
        .map((i) => chars[i]!)
        .join('')
    return chars[position(index, chars.length, 'string')]!
  }
  if (value instanceof List || value instanceof Tuple) {
    const { items } = value
    if (index instanceof Slice) {
      const part = indices(index, items.length).map((i) => items[i]!)
      return value instanceof List ? new List(part) : new Tuple(part)
    }
    return items[position(index, items.length, value.type)]!
  }
  if (value instanceof Bytes) {
    const { data } = value
    if (index instanceof Slice)
      return new Bytes(Uint8Array.from(indices(index, data.length), (i) => data[i]!))
    return BigInt(data[position(index, data.length, 'byte')]!)
  }
  if (value instanceof Dict) {
    const entry = value.entries.get(vm.hashKey(index))
    if (!entry) throw raise('KeyError', index)
    return entry[1]
  }
  if (value instanceof Range) {
    if (index instanceof Slice)
      return new List(indices(index, value.length).map((i) => value.start + BigInt(i) * value.step))
    return value.start + BigInt(position(index, value.length, 'range object')) * value.step
  }
  if (value instanceof Instance && value.cls.find('__getitem__') !== undefined)
    return vm.callMethod(value, '__getitem__', [index])
  if (value instanceof PyClass) return value
  throw typeError(`'${typeName(value)}' object is not subscriptable`)
}

const hasPairs = (text: string): boolean => /[\ud800-\udfff]/.test(text)

/** `value[index] = item`. */
export async function setItem(vm: Vm, value: Value, index: Value, item: Value): Promise<void> {
  if (value instanceof List) {
    if (index instanceof Slice) {
      const at = indices(index, value.items.length)
      const items = await vm.list(item)
      const step = index.step === null ? 1 : Number(index.step)
      if (step === 1) {
        const first = at[0] ?? Math.min(index.start === null ? 0 : Number(index.start), value.items.length)
        value.items.splice(first, at.length, ...items)
      } else if (items.length !== at.length)
        throw valueError(
          `attempt to assign sequence of size ${items.length} to extended slice of size ${at.length}`,
        )
      else for (const [i, where] of at.entries()) value.items[where] = items[i]!
    } else value.items[assignable(index, value.items.length)] = item
  } else if (value instanceof Dict) value.entries.set(vm.hashKey(index), [index, item])
  else if (value instanceof Instance && value.cls.find('__setitem__') !== undefined)
    await vm.callMethod(value, '__setitem__', [index, item])
  else throw typeError(`'${typeName(value)}' object does not support item assignment`)
}

function assignable(index: Value, length: number): number {
  try {
    return position(index, length, 'list')
  } catch (error) {
    if (typeof index === 'bigint') throw raise('IndexError', 'list assignment index out of range')
    throw error
  }
}

/** `del value[index]`. */
export async function deleteItem(vm: Vm, value: Value, index: Value): Promise<void> {
  if (value instanceof List) {
    const at =
      index instanceof Slice ? indices(index, value.items.length) : [assignable(index, value.items.length)]
    const gone = new Set(at)
    value.items = value.items.filter((_item, i) => !gone.has(i))
  } else if (value instanceof Dict) {
    if (!value.entries.delete(vm.hashKey(index))) throw raise('KeyError', index)
  } else if (value instanceof Instance && value.cls.find('__delitem__') !== undefined)
    await vm.callMethod(value, '__delitem__', [index])
  else throw typeError(`'${typeName(value)}' object doesn't support item deletion`)
}
