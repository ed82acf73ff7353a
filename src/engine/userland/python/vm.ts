import { isErrno } from '../../base/errors.ts'
import type { Pid, Process } from '../../kernel/process.ts'
import { SIGNALS, type Signal } from '../../kernel/signals.ts'
import { Output } from '../stdio.ts'
import { attributeOf, hasMethod, methodOf } from './attributes.ts'
import { callFunction } from './calls.ts'
import type { Context } from './context.ts'
import {
  BASE_EXCEPTION,
  exceptionClass,
  type Frame,
  makeException,
  OBJECT,
  Raised,
  raise,
  Stop,
  typeError,
} from './errors.ts'
import { execute } from './execute.ts'
import { deleteItem, getItem, setItem } from './items.ts'
import { each, isIterable } from './iteration.ts'
import { markBelow } from './marks.ts'
import { reachable } from './reach.ts'
import type { Statement } from './syntax.ts'
import { typeName } from './type-names.ts'
import {
  BoundMethod,
  Builtin,
  Bytes,
  Descriptor,
  Dict,
  type Finalizable,
  Instance,
  type Keywords,
  List,
  Module,
  PyClass,
  PyFunction,
  PyObject,
  PySet,
  Range,
  Scope,
  Tuple,
  type Value,
} from './values.ts'

const NONE: Keywords = new Map()
/** Statements between two chances for others to run. */
const SHARE = 200

/** A running Python: its process, its modules, and what all of its parts ask of each other. */
export class Vm {
  readonly process: Process
  readonly out: Output
  readonly object = OBJECT
  readonly modules = new Map<string, Module>()
  readonly builtins = new Map<string, Value>()
  /** Sources by their file names, for tracebacks. */
  readonly sources = new Map<string, readonly string[]>()
  /** Scopes of the calls that go on. */
  readonly scopes = new Set<Scope>()
  /** Objects of the system that are open, and those that a call of theirs is at work on. */
  readonly finalizables = new Set<Finalizable & PyObject>()
  readonly pinned = new Set<PyObject>()
  /** Threads that go on, with all that they hold. */
  readonly running = new Set<PyObject>()
  /** What was being handled when an exception was raised. */
  readonly contexts = new WeakMap<Instance, Raised>()
  readonly causes = new WeakMap<Instance, Raised>()
  /** What an interactive interpreter does with the value of a statement. */
  shown: ((value: Value, at: Context) => Promise<void>) | undefined
  argv: readonly string[] = ['']
  /** What sockets begin with (socket.setdefaulttimeout), in seconds. */
  socketTimeout: number | null = null
  readonly searchPath: string[] = []
  private steps = 0
  private readonly addresses = new WeakMap<object, string>()
  private nextAddress = 0x7f2c_1a40_0d30
  private readonly showing = new Set<Value>()
  private readonly raisedBy = new WeakMap<Instance, Raised>()

  constructor(process: Process, out: Output) {
    this.process = process
    this.out = out
  }

  /** Counts a step; now and then the others get their turn, and Ctrl-C comes in. */
  async tick(): Promise<void> {
    if (++this.steps % SHARE === 0) await this.process.yield()
    while (this.pendingSignals.length > 0) await this.handle(this.pendingSignals.shift()!)
  }

  /** Signals that came and wait for their handlers, which run between two steps. */
  readonly pendingSignals: Signal[] = []
  readonly handlers = new Map<Signal, Value>()
  /** Threads that the end of the program waits for. */
  readonly threads = new Set<{ readonly alive: boolean; join(): Promise<void> }>()

  private async handle(signal: Signal): Promise<void> {
    const handler = this.handlers.get(signal)
    if (handler !== undefined) await this.call(handler, [BigInt(SIGNALS[signal]), null])
    else if (signal === 'SIGINT') throw raise('KeyboardInterrupt')
  }

  /** A blocking call that goes on after a signal unless the handler raises (PEP 475). OSErrors come out as such. */
  async uninterrupted<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call()
      } catch (error) {
        if (!isErrno(error, 'EINTR')) throw error
        await this.tick()
      }
    }
  }

  addressOf(value: Value): string {
    if (!(value instanceof PyObject)) return '0x7f2c1a3ff010'
    let address = this.addresses.get(value)
    if (!address) {
      address = `0x${this.nextAddress.toString(16)}`
      this.nextAddress += 0x40
      this.addresses.set(value, address)
    }
    return address
  }

  /** What a container holds is shown, unless it is shown already further out. */
  async once(value: Value, inner: string, show: () => Promise<string>): Promise<string> {
    if (this.showing.has(value)) return inner
    this.showing.add(value)
    try {
      return await show()
    } finally {
      this.showing.delete(value)
    }
  }

  typeName(value: Value): string {
    return typeName(value)
  }
  typeError(message: string): Raised {
    return typeError(message)
  }
  isError(value: Instance, name: string): boolean {
    return value.cls.isA(exceptionClass(name))
  }

  async truth(value: Value): Promise<boolean> {
    if (value === null || typeof value !== 'object') return Boolean(value)
    if (value instanceof List || value instanceof Tuple) return value.items.length > 0
    if (value instanceof Dict || value instanceof PySet) return value.entries.size > 0
    if (value instanceof Bytes) return value.data.length > 0
    if (value instanceof Range) return value.length > 0
    const own = (await this.callOwn(value, '__bool__')) ?? (await this.callOwn(value, '__len__'))
    return own === undefined ? true : Boolean(own)
  }

  /** What stands for a value among the keys of a dict. */
  hashKey(value: Value): unknown {
    switch (typeof value) {
      case 'string':
        return `s${value}`
      case 'boolean':
      case 'bigint':
        return `n${BigInt(value)}`
      case 'number':
        return Number.isInteger(value) ? `n${BigInt(value)}` : `f${value}`
      default:
    }
    if (value instanceof Bytes) return `b${value.data.join()}`
    if (value instanceof Tuple) return `(${value.items.map((item) => this.keyText(item)).join()})`
    if (value instanceof List || value instanceof Dict || value instanceof PySet)
      throw typeError(`unhashable type: '${value.type}'`)
    return value
  }
  private keyText(value: Value): string {
    const key = this.hashKey(value)
    return typeof key === 'string' ? `${key.length}:${key}` : this.addressOf(value)
  }

  isIterable(value: Value): boolean {
    return isIterable(value)
  }
  each(value: Value): AsyncGenerator<Value, void, void> {
    return each(this, value)
  }
  /** All items of an iterable. */
  async list(value: Value): Promise<Value[]> {
    const items: Value[] = []
    for await (const item of each(this, value)) items.push(item)
    return items
  }

  getItem(value: Value, index: Value): Promise<Value> {
    return getItem(this, value, index)
  }
  setItem(value: Value, index: Value, item: Value): Promise<void> {
    return setItem(this, value, index, item)
  }
  deleteItem(value: Value, index: Value): Promise<void> {
    return deleteItem(this, value, index)
  }
  dictGet(dict: Dict, key: Value): Value {
    const entry = dict.entries.get(this.hashKey(key))
    if (!entry) throw raise('KeyError', key)
    return entry[1]
  }

  async getAttribute(value: Value, name: string): Promise<Value> {
    const found = attributeOf(this, value, name)
    if (found instanceof Descriptor && found.type === 'property') return this.call(found.get, [value])
    if (found !== undefined) return found
    if (value instanceof Instance && value.cls.find('__getattr__') !== undefined)
      return this.callMethod(value, '__getattr__', [name])
    const what =
      value instanceof Module
        ? `module '${value.name}' has no attribute '${name}'`
        : value instanceof PyClass
          ? `type object '${value.name}' has no attribute '${name}'`
          : `'${typeName(value)}' object has no attribute '${name}'`
    throw raise('AttributeError', what)
  }
  async setAttribute(value: Value, name: string, item: Value): Promise<void> {
    if (value instanceof Instance) {
      const own = value.cls.find(name)
      if (own instanceof Descriptor && own.type === 'property') {
        if (own.set === undefined)
          throw raise('AttributeError', `property '${name}' of '${value.cls.name}' object has no setter`)
        await this.call(own.set, [value, item])
      } else value.attributes.set(name, item)
    } else if (value instanceof PyClass || value instanceof Module || value instanceof PyFunction)
      value.attributes.set(name, item)
    else throw raise('AttributeError', `'${typeName(value)}' object has no attribute '${name}'`)
  }

  hasMethod(value: Value, name: string): boolean {
    return hasMethod(this, value, name)
  }
  async callMethod(value: Value, name: string, args: readonly Value[] = []): Promise<Value> {
    const method = methodOf(this, value, name)
    if (method === undefined)
      throw raise('AttributeError', `'${typeName(value)}' object has no attribute '${name}'`)
    return this.call(method, args)
  }
  /** Calls a method that a class in Python may have; undefined where it has none. */
  async callOwn(value: Value, name: string): Promise<Value | undefined> {
    if (!(value instanceof Instance) || value.cls.find(name) === undefined) return undefined
    return this.callMethod(value, name)
  }

  async call(
    callee: Value,
    args: readonly Value[],
    keywords: Keywords = NONE,
    from?: Context,
  ): Promise<Value> {
    if (callee instanceof PyFunction) return callFunction(this, callee, args, keywords, from)
    if (callee instanceof Builtin) return callee.call(this, args, keywords)
    if (callee instanceof BoundMethod) {
      const { self } = callee
      const pin = self instanceof PyObject && !this.pinned.has(self)
      if (pin) this.pinned.add(self as PyObject)
      try {
        return await this.call(callee.callee, [self, ...args], keywords, from)
      } finally {
        if (pin) this.pinned.delete(self as PyObject)
      }
    }
    if (callee instanceof PyClass) return this.instantiate(callee, args, keywords, from)
    if (callee instanceof Instance && callee.cls.find('__call__') !== undefined)
      return this.call(methodOf(this, callee, '__call__')!, args, keywords, from)
    throw typeError(`'${typeName(callee)}' object is not callable`)
  }

  private async instantiate(
    cls: PyClass,
    args: readonly Value[],
    keywords: Keywords,
    from: Context | undefined,
  ): Promise<Value> {
    if (cls.create && cls.find('__init__') === OBJECT.attributes.get('__init__'))
      return cls.create(this, args, keywords)
    const made = cls.isA(BASE_EXCEPTION) ? makeException(cls, args) : new Instance(cls)
    await this.call(methodOf(this, made, '__init__')!, args, keywords, from)
    return made
  }

  /** A line of a traceback: where something is being run. */
  frameOf({ file, name, span }: Context): Frame {
    const source = this.sources.get(file)?.[span.line - 1]
    const mark = source === undefined ? undefined : markBelow(source, span)
    return { file, line: span.line, name, source: source?.trim(), mark }
  }
  /** An exception that is handled is raised again with the way it took. */
  raisedOf(value: Instance): Raised {
    return this.raisedBy.get(value) ?? new Raised(value)
  }
  remember(raised: Raised): void {
    this.raisedBy.set(raised.value, raised)
  }

  /** Runs a module's statements. */
  async runModule(module: Module, body: readonly Statement[], file: string): Promise<void> {
    const scope = new Scope(module.attributes)
    const span = { line: 1, column: 0, endLine: 1, end: 0 }
    const at: Context = { scope, file, name: '<module>', span, code: undefined, depth: 0, module: body }
    try {
      await execute(this, at, body)
    } catch (error) {
      if (error instanceof Raised) error.pass(at, this.frameOf(at))
      throw error
    }
  }

  /** Starts a child that runs `body` on the same objects; its number. */
  async fork(body: (child: Vm) => Promise<void>): Promise<Pid> {
    await this.out.flush()
    return this.process.fork(async (process) => {
      const child: Vm = Object.create(this, {
        process: { value: process },
        out: { value: new Output(process, 1) },
        finalizables: { value: new Set() },
      })
      try {
        await body(child)
      } catch (error) {
        if (error instanceof Stop) return error.code
        throw error
      }
      await child.out.flush()
      return 0
    })
  }

  /** Closes what nobody can reach any more, as a count of references would. */
  collect(): void {
    if (this.finalizables.size === 0) return
    const held = reachable(this)
    for (const each of [...this.finalizables]) {
      if (!each.open) this.finalizables.delete(each)
      else if (!held.has(each) && !this.pinned.has(each)) {
        this.finalizables.delete(each)
        each.finalize()
      }
    }
  }
}
