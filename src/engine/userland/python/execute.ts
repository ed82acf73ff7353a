import type { Context } from './context.ts'
import { BASE_EXCEPTION, ForkRequest, Raised, raise, Unsupported } from './errors.ts'
import { assign, evaluate, lookup, makeFunction, scopeOf } from './evaluate.ts'
import { importFrom, importModule } from './imports.ts'
import { binary } from './operators.ts'
import type { Expression, Handler, Statement } from './syntax.ts'
import { Instance, List, PyClass, PyFunction, Scope, Tuple, type Value } from './values.ts'
import type { Vm } from './vm.ts'

/** How a block was left, if not at its end. */
export type Outcome =
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'break' | 'continue' }

export async function execute(vm: Vm, at: Context, body: readonly Statement[]): Promise<Outcome | undefined> {
  for (const [i, statement] of body.entries()) {
    at.span = statement.span
    let outcome: Outcome | undefined
    try {
      outcome = await executeOne(vm, at, statement)
    } catch (error) {
      if (!(error instanceof ForkRequest)) throw error
      await forkAt(vm, at, body, i)
    }
    await vm.tick()
    if (outcome) return outcome
  }
  return undefined
}

/** `p = os.fork()` among a module's statements: the child goes on behind it with 0, on the same objects. */
async function forkAt(vm: Vm, at: Context, body: readonly Statement[], index: number): Promise<void> {
  const statement = body[index]!
  if (at.module !== body || statement.kind !== 'assign' || statement.value.kind !== 'call')
    throw new Unsupported('os.fork() other than in `name = os.fork()` at the top of a program')
  const bind = async (where: Vm, value: bigint): Promise<void> => {
    for (const target of statement.targets) await assign(where, at, target, value)
  }
  const pid = await vm.fork(async (child) => {
    await bind(child, 0n)
    await execute(child, at, body.slice(index + 1))
  })
  await bind(vm, BigInt(pid))
}

async function executeOne(vm: Vm, at: Context, statement: Statement): Promise<Outcome | undefined> {
  switch (statement.kind) {
    case 'expression': {
      const value = await evaluate(vm, at, statement.value)
      await vm.shown?.(value, at)
      vm.collect()
      return undefined
    }
    case 'assign': {
      const value = await evaluate(vm, at, statement.value)
      for (const target of statement.targets) await assign(vm, at, target, value)
      vm.collect()
      return undefined
    }
    case 'augment':
      await augment(vm, at, statement)
      return undefined
    case 'annotate':
      if (statement.value) await assign(vm, at, statement.target, await evaluate(vm, at, statement.value))
      return undefined
    case 'pass':
      return undefined
    case 'break':
    case 'continue':
      return { kind: statement.kind }
    case 'return': {
      const value = statement.value ? await evaluate(vm, at, statement.value) : null
      return { kind: 'return', value }
    }
    case 'raise':
      throw await raised(vm, at, statement)
    case 'delete':
      for (const target of statement.targets) await remove(vm, at, target)
      vm.collect()
      return undefined
    case 'assert': {
      if (await vm.truth(await evaluate(vm, at, statement.test))) return undefined
      const args = statement.message ? [await evaluate(vm, at, statement.message)] : []
      at.span = statement.test.span
      throw raise('AssertionError', ...args)
    }
    case 'global':
      for (const name of statement.names) at.scope.declaredGlobal.add(name)
      return undefined
    case 'nonlocal':
      for (const name of statement.names) at.scope.declaredNonlocal.add(name)
      return undefined
    case 'import':
      for (const { path, as } of statement.names) {
        const [first = '', ...rest] = path.split('.')
        let module: Value = await importModule(vm, at, first)
        if (rest.length > 0) {
          const whole = await importModule(vm, at, path)
          if (as !== undefined) module = whole
        }
        scopeOf(at.scope, as ?? first).set(as ?? first, module)
      }
      return undefined
    case 'from':
      await importFrom(vm, at, statement.path, statement.names)
      return undefined
    case 'if': {
      const yes = await vm.truth(await evaluate(vm, at, statement.test))
      return execute(vm, at, yes ? statement.body : statement.otherwise)
    }
    case 'while':
      while (await vm.truth(await evaluate(vm, at, statement.test))) {
        const outcome = await execute(vm, at, statement.body)
        if (outcome?.kind === 'break') return undefined
        if (outcome?.kind === 'return') return outcome
        await vm.tick()
      }
      return execute(vm, at, statement.otherwise)
    case 'for': {
      const iterable = await evaluate(vm, at, statement.iterable)
      at.span = statement.span
      for await (const item of vm.each(iterable)) {
        await assign(vm, at, statement.target, item)
        const outcome = await execute(vm, at, statement.body)
        if (outcome?.kind === 'break') return undefined
        if (outcome?.kind === 'return') return outcome
        await vm.tick()
      }
      return execute(vm, at, statement.otherwise)
    }
    case 'try':
      return attempt(vm, at, statement)
    case 'with':
      return within(vm, at, statement, 0)
    case 'def': {
      const { name, parameters, body, generator, span } = statement
      const made = await makeFunction(vm, at, {
        name,
        parameters,
        body,
        generator,
        file: at.file,
        line: span.line,
      })
      const value = await decorated(vm, at, made, statement.decorators)
      scopeOf(at.scope, name).set(name, value)
      return undefined
    }
    case 'class': {
      const value = await decorated(vm, at, await makeClass(vm, at, statement), statement.decorators)
      scopeOf(at.scope, statement.name).set(statement.name, value)
      return undefined
    }
  }
}

async function augment(
  vm: Vm,
  at: Context,
  statement: Statement & { readonly kind: 'augment' },
): Promise<void> {
  const { target, operator } = statement
  const old = await evaluate(vm, at, target)
  const value = await evaluate(vm, at, statement.value)
  at.span = statement.span
  if (operator === '+' && old instanceof List) {
    for await (const item of vm.each(value)) old.items.push(item)
    return assign(vm, at, target, old)
  }
  await assign(vm, at, target, await binary(vm, operator, old, value))
}

async function raised(
  vm: Vm,
  at: Context,
  statement: Statement & { readonly kind: 'raise' },
): Promise<Raised> {
  if (!statement.value) return at.handled ?? raise('RuntimeError', 'No active exception to reraise')
  let value = await evaluate(vm, at, statement.value)
  if (value instanceof PyClass) value = await vm.call(value, [], new Map(), at)
  at.span = statement.span
  if (!(value instanceof Instance) || !value.cls.isA(BASE_EXCEPTION))
    return vm.typeError('exceptions must derive from BaseException')
  const cause = statement.cause ? await evaluate(vm, at, statement.cause) : undefined
  if (cause !== undefined) value.attributes.set('__cause__', cause)
  if (at.handled && cause === undefined && at.handled.value !== value) vm.contexts.set(value, at.handled)
  if (cause instanceof Instance) vm.causes.set(value, vm.raisedOf(cause))
  return new Raised(value, vm.raisedOf(value).frames)
}

async function remove(vm: Vm, at: Context, target: Expression): Promise<void> {
  if (target.kind === 'name') {
    const names = scopeOf(at.scope, target.name)
    if (lookup(vm, at, target.name) === undefined || !names.delete(target.name))
      throw raise('NameError', `name '${target.name}' is not defined`)
  } else if (target.kind === 'subscript')
    await vm.deleteItem(await evaluate(vm, at, target.value), await evaluate(vm, at, target.index))
  else if (target.kind === 'attribute') {
    const object = await evaluate(vm, at, target.value)
    if (!(object instanceof Instance) || !object.attributes.delete(target.name))
      throw raise('AttributeError', target.name)
  } else if (target.kind === 'tuple') for (const item of target.items) await remove(vm, at, item)
}

async function attempt(
  vm: Vm,
  at: Context,
  statement: Statement & { readonly kind: 'try' },
): Promise<Outcome | undefined> {
  let outcome: Outcome | undefined
  try {
    try {
      outcome = await execute(vm, at, statement.body)
      if (!outcome) outcome = await execute(vm, at, statement.otherwise)
    } catch (error) {
      if (!(error instanceof Raised)) throw error
      const handler = await handlerFor(vm, at, statement.handlers, error)
      if (!handler) throw error
      error.pass(at, vm.frameOf(at))
      vm.remember(error)
      const before = at.handled
      at.handled = error
      if (handler.name) scopeOf(at.scope, handler.name).set(handler.name, error.value)
      try {
        outcome = await execute(vm, at, handler.body)
      } finally {
        at.handled = before
        if (handler.name) scopeOf(at.scope, handler.name).delete(handler.name)
      }
    }
  } catch (error) {
    const last = await execute(vm, at, statement.last)
    if (last) return last
    throw error
  }
  return (await execute(vm, at, statement.last)) ?? outcome
}

async function handlerFor(
  vm: Vm,
  at: Context,
  handlers: readonly Handler[],
  { value }: Raised,
): Promise<Handler | undefined> {
  const { span } = at
  for (const handler of handlers) {
    if (!handler.type) return handler
    const type = await evaluate(vm, at, handler.type)
    const types = type instanceof Tuple ? type.items : [type]
    for (const each of types) {
      if (!(each instanceof PyClass) || !each.isA(BASE_EXCEPTION))
        throw vm.typeError('catching classes that do not inherit from BaseException is not allowed')
      if (value.cls.isA(each)) return handler
    }
  }
  at.span = span
  return undefined
}

async function within(
  vm: Vm,
  at: Context,
  statement: Statement & { readonly kind: 'with' },
  depth: number,
): Promise<Outcome | undefined> {
  const item = statement.items[depth]
  if (!item) return execute(vm, at, statement.body)
  const manager = await evaluate(vm, at, item.value)
  at.span = item.value.span
  if (!vm.hasMethod(manager, '__enter__'))
    throw vm.typeError(`'${vm.typeName(manager)}' object does not support the context manager protocol`)
  const entered = await vm.callMethod(manager, '__enter__')
  if (item.target) await assign(vm, at, item.target, entered)
  let outcome: Outcome | undefined
  try {
    outcome = await within(vm, at, statement, depth + 1)
  } catch (error) {
    if (!(error instanceof Raised)) throw error
    const { span } = at
    const swallowed = await vm.callMethod(manager, '__exit__', [error.value.cls, error.value, null])
    at.span = span
    if (!(await vm.truth(swallowed))) throw error
    return undefined
  }
  await vm.callMethod(manager, '__exit__', [null, null, null])
  return outcome
}

async function decorated(
  vm: Vm,
  at: Context,
  value: Value,
  decorators: readonly Expression[],
): Promise<Value> {
  let result = value
  for (const decorator of [...decorators].reverse())
    result = await vm.call(await evaluate(vm, at, decorator), [result], new Map(), at)
  return result
}

async function makeClass(
  vm: Vm,
  at: Context,
  statement: Statement & { readonly kind: 'class' },
): Promise<PyClass> {
  const bases: PyClass[] = []
  for (const { name, value } of statement.bases) {
    const base = await evaluate(vm, at, value)
    if (name === 'metaclass') continue
    if (!(base instanceof PyClass)) throw vm.typeError('bases must be types')
    bases.push(base)
  }
  const scope = new Scope(at.scope.globals, at.scope, true)
  await execute(vm, { ...at, scope, name: statement.name, code: undefined }, statement.body)
  const made = new PyClass(statement.name, bases.length > 0 ? bases : [vm.object], scope.names, {
    module: String(at.scope.globals.get('__name__') ?? '__main__'),
  })
  for (const value of scope.names.values()) own(value, made)
  return made
}

/** A method knows in whose body it stands. */
function own(value: Value, cls: PyClass): void {
  if (value instanceof PyFunction) value.owner = cls
  else if (value instanceof Object && 'get' in value && value.get instanceof PyFunction) value.get.owner = cls
}
