import { OBJECT } from './errors.ts'
import { typeName } from './type-names.ts'
import { Builtin, Instance, type Native, PyClass, Super, type Value } from './values.ts'

const known = new Map<string, PyClass>([['object', OBJECT]])

/** Methods as attributes of a class. */
export const methods = (table: Readonly<Record<string, Native>>): Map<string, Value> =>
  new Map(Object.entries(table).map(([name, call]) => [name, new Builtin(name, call)]))

/** Makes a class of our own known, so that `classOf` finds it for what has its name. */
export function defineClass(
  name: string,
  table: Readonly<Record<string, Native>>,
  options: { create?: Native; bases?: readonly PyClass[]; module?: string } = {},
): PyClass {
  const { bases = [OBJECT], ...more } = options
  const made = new PyClass(name, bases, methods(table), more)
  known.set(name, made)
  return made
}

/** `type(x)`. */
export function classOf(value: Value): PyClass {
  if (value instanceof Instance) return value.cls
  const name = typeName(value)
  let cls = known.get(name)
  if (!cls) {
    cls = new PyClass(name, [OBJECT])
    known.set(name, cls)
  }
  return cls
}

/** What `super()` gives in a class's methods: an object as the classes behind that one see it. */
export function superAfter(cls: PyClass, self: Value): Super {
  const { order } = self instanceof PyClass ? self : classOf(self)
  return new Super(self, order.slice(order.indexOf(cls) + 1))
}
