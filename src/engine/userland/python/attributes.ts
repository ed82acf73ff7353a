import { classOf } from './classes.ts'
import { OBJECT } from './errors.ts'
import { isNative } from './native.ts'
import {
  BoundMethod,
  Builtin,
  Descriptor,
  Dict,
  Instance,
  Module,
  PyClass,
  PyFunction,
  PyObject,
  Super,
  Tuple,
  type Value,
} from './values.ts'
import type { Vm } from './vm.ts'

/** What a class gives to one who asks an object of it: functions become methods. */
function bound(found: Value | undefined, self: Value, cls: PyClass): Value | undefined {
  if (found instanceof PyFunction || found instanceof Builtin) return new BoundMethod(self, found)
  if (found instanceof Descriptor && found.type === 'staticmethod') return found.get
  if (found instanceof Descriptor && found.type === 'classmethod')
    return new BoundMethod(cls, found.get as PyFunction)
  return found
}

/** `value.name` without what Python code may add; a property is given as it is. */
export function attributeOf(vm: Vm, value: Value, name: string): Value | undefined {
  if (value instanceof Instance) {
    if (name === '__class__') return value.cls
    if (name === '__dict__') return dictOf(vm, value.attributes)
    const found = value.cls.find(name)
    if (found instanceof Descriptor && found.type === 'property') return found
    const own = value.attributes.get(name)
    return own === undefined ? bound(found, value, value.cls) : own
  }
  if (value instanceof Super) {
    for (const cls of value.order) {
      const found = cls.attributes.get(name)
      if (found !== undefined) return bound(found, value.self, cls)
    }
    return undefined
  }
  if (value instanceof Module) {
    if (name === '__name__') return value.attributes.get(name) ?? value.name
    if (name === '__dict__') return dictOf(vm, value.attributes)
    return value.attributes.get(name)
  }
  if (value instanceof PyClass) return ofClass(vm, value, name)
  if (value instanceof PyFunction) {
    if (name === '__name__' || name === '__qualname__') return value.code.name
    const own = value.attributes.get(name)
    return own === undefined && name === '__doc__' ? null : own
  }
  if (value instanceof Builtin && name === '__name__') return value.name
  if (value instanceof BoundMethod && name === '__self__') return value.self
  if (value instanceof BoundMethod && name === '__name__') return attributeOf(vm, value.callee, name)
  if (value instanceof Descriptor && value.type === 'property' && name === 'setter')
    return new Builtin('setter', (_vm, [set = null]) => new Descriptor('property', value.get, set))
  const cls = classOf(value)
  if (name === '__class__') return cls
  if (value instanceof PyObject && isNative(value)) {
    const own = value.attribute(name)
    if (own !== undefined) return own
  }
  return bound(cls.find(name), value, cls)
}

function ofClass(vm: Vm, value: PyClass, name: string): Value | undefined {
  if (name === '__name__' || name === '__qualname__') return value.name
  if (name === '__module__') return value.module
  if (name === '__bases__') return new Tuple(value.bases)
  if (name === '__mro__') return new Tuple(value.order)
  if (name === '__dict__') return dictOf(vm, value.attributes)
  if (name === '__doc__') return value.attributes.get(name) ?? null
  const found = value.find(name)
  if (found instanceof Descriptor && found.type !== 'property') return bound(found, value, value)
  return found
}

function dictOf(vm: Vm, names: ReadonlyMap<string, Value>): Dict {
  const dict = new Dict()
  for (const [key, value] of names) dict.entries.set(vm.hashKey(key), [key, value])
  return dict
}

/** A method that an object's class has, bound to it. */
export function methodOf(vm: Vm, value: Value, name: string): Value | undefined {
  if (value instanceof Instance) {
    const found = bound(value.cls.find(name), value, value.cls)
    return found !== undefined ? found : undefined
  }
  return attributeOf(vm, value, name)
}

export const hasMethod = (vm: Vm, value: Value, name: string): boolean =>
  methodOf(vm, value, name) !== undefined

/** `dir(x)`, roughly: what an object has by itself and by its class. */
export function namesOf(value: Value): string[] {
  const names = new Set<string>()
  if (value instanceof Instance || value instanceof Module || value instanceof PyClass)
    for (const name of value.attributes.keys()) names.add(name)
  const cls = value instanceof PyClass ? value : classOf(value)
  for (const each of cls.order)
    if (each !== OBJECT) for (const name of each.attributes.keys()) names.add(name)
  return [...names].sort()
}
