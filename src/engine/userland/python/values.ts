import type { Expression, Parameter, Statement } from './syntax.ts'
import type { Vm } from './vm.ts'

/** A value of Python: `null` is None, `bigint` int, `number` float; strings are text. */
export type Value = null | boolean | bigint | number | string | PyObject

/** All that is not held as a value of JavaScript. */
export abstract class PyObject {
  /** Tells the types apart in the compiler. */
  abstract readonly type: string
}

export class Bytes extends PyObject {
  readonly type = 'bytes'
  readonly data: Uint8Array
  constructor(data: Uint8Array) {
    super()
    this.data = data
  }
}
export class Tuple extends PyObject {
  readonly type = 'tuple'
  readonly items: readonly Value[]
  constructor(items: readonly Value[]) {
    super()
    this.items = items
  }
}
export class List extends PyObject {
  readonly type = 'list'
  items: Value[]
  constructor(items: Value[]) {
    super()
    this.items = items
  }
}
export class Dict extends PyObject {
  readonly type = 'dict'
  /** By what stands for a key (`hashKey`). */
  readonly entries = new Map<unknown, [key: Value, value: Value]>()
}
export class PySet extends PyObject {
  readonly type = 'set'
  readonly entries = new Map<unknown, Value>()
}
export class Range extends PyObject {
  readonly type = 'range'
  readonly start: bigint
  readonly stop: bigint
  readonly step: bigint
  constructor(start: bigint, stop: bigint, step: bigint) {
    super()
    this.start = start
    this.stop = stop
    this.step = step
  }
  get length(): number {
    const { start, stop, step } = this
    const span = step > 0n ? stop - start + step - 1n : stop - start + step + 1n
    const count = span / step
    return count > 0n ? Number(count) : 0
  }
}
export class Slice extends PyObject {
  readonly type = 'slice'
  readonly start: Value
  readonly stop: Value
  readonly step: Value
  constructor(start: Value, stop: Value, step: Value) {
    super()
    this.start = start
    this.stop = stop
    this.step = step
  }
}
export class Ellipsis extends PyObject {
  readonly type = 'ellipsis'
}
export const ELLIPSIS = new Ellipsis()

/** What an iterator gives next; undefined at its end. */
export type Next = () => Promise<Value | undefined> | Value | undefined

export class PyIterator extends PyObject {
  readonly type: string
  readonly next: Next
  constructor(type: string, next: Next) {
    super()
    this.type = type
    this.next = next
  }
}

/** Names of a module, a class body or a call. */
export class Scope {
  readonly names = new Map<string, Value>()
  readonly parent: Scope | undefined
  /** A class body is not seen by the functions in it. */
  readonly isClass: boolean
  readonly globals: Map<string, Value>
  readonly declaredGlobal = new Set<string>()
  readonly declaredNonlocal = new Set<string>()
  constructor(globals: Map<string, Value>, parent?: Scope, isClass = false) {
    this.globals = globals
    this.parent = parent
    this.isClass = isClass
    if (!parent && !isClass) this.names = globals
  }
}

export interface Code {
  readonly name: string
  readonly parameters: readonly Parameter[]
  /** A lambda's body is an expression. */
  readonly body: readonly Statement[] | Expression
  readonly generator: boolean
  readonly file: string
  readonly line: number
}

export class PyFunction extends PyObject {
  readonly type = 'function'
  readonly code: Code
  readonly scope: Scope
  /** Of the parameters that have one, evaluated where the function was made. */
  readonly fallbacks: ReadonlyMap<string, Value>
  /** The class in whose body it stands, for `super()`. */
  owner: PyClass | undefined
  readonly attributes = new Map<string, Value>()
  constructor(code: Code, scope: Scope, fallbacks: ReadonlyMap<string, Value>) {
    super()
    this.code = code
    this.scope = scope
    this.fallbacks = fallbacks
  }
}

export type Keywords = ReadonlyMap<string, Value>
export type Native = (vm: Vm, args: readonly Value[], keywords: Keywords) => Value | Promise<Value>

export class Builtin extends PyObject {
  readonly type = 'builtin_function_or_method'
  readonly name: string
  readonly call: Native
  constructor(name: string, call: Native) {
    super()
    this.name = name
    this.call = call
  }
}
export class BoundMethod extends PyObject {
  readonly type = 'method'
  readonly self: Value
  readonly callee: PyFunction | Builtin
  constructor(self: Value, callee: PyFunction | Builtin) {
    super()
    this.self = self
    this.callee = callee
  }
}
/** `staticmethod`, `classmethod`, `property`: what a class gives in another way than as it is. */
export class Descriptor extends PyObject {
  readonly type: 'staticmethod' | 'classmethod' | 'property'
  readonly get: Value
  readonly set: Value | undefined
  constructor(type: Descriptor['type'], get: Value, set?: Value) {
    super()
    this.type = type
    this.get = get
    this.set = set
  }
}

export class PyClass extends PyObject {
  readonly type = 'type'
  readonly name: string
  readonly module: string
  readonly bases: readonly PyClass[]
  readonly attributes: Map<string, Value>
  /** Makes an object where the class is one of our own, as `int` or `socket` are. */
  readonly create: Native | undefined
  /** From the class itself up: where an attribute is looked for. */
  readonly order: readonly PyClass[]
  constructor(
    name: string,
    bases: readonly PyClass[],
    attributes: Map<string, Value> = new Map(),
    options: { module?: string; create?: Native } = {},
  ) {
    super()
    this.name = name
    this.bases = bases
    this.attributes = attributes
    this.module = options.module ?? 'builtins'
    this.create = options.create ?? bases.find((base) => base.create)?.create
    const order: PyClass[] = [this]
    for (const base of bases) for (const each of base.order) if (!order.includes(each)) order.push(each)
    // What several have in common comes last, as in the method resolution order.
    this.order = order
      .filter((each, i) => i === 0 || each.bases.length > 0)
      .concat(order.filter((each, i) => i > 0 && each.bases.length === 0))
  }
  find(name: string): Value | undefined {
    for (const each of this.order) {
      const value = each.attributes.get(name)
      if (value !== undefined) return value
    }
    return undefined
  }
  isA(other: PyClass): boolean {
    return this.order.includes(other)
  }
}

export class Instance extends PyObject {
  readonly type = 'instance'
  readonly cls: PyClass
  readonly attributes = new Map<string, Value>()
  constructor(cls: PyClass) {
    super()
    this.cls = cls
  }
}

/** Where `super()` goes on looking. */
export class Super extends PyObject {
  readonly type = 'super'
  readonly self: Value
  readonly order: readonly PyClass[]
  constructor(self: Value, order: readonly PyClass[]) {
    super()
    this.self = self
    this.order = order
  }
}

export class Module extends PyObject {
  readonly type = 'module'
  readonly name: string
  readonly attributes: Map<string, Value>
  constructor(name: string, attributes: Map<string, Value>) {
    super()
    this.name = name
    this.attributes = attributes
  }
}

/** An object of the operating system: closed when nobody can reach it any more. */
export interface Finalizable {
  readonly open: boolean
  finalize(): void
}
