import { superAfter } from './classes.ts'
import type { Context } from './context.ts'
import { coroutine } from './coroutine.ts'
import { raise } from './errors.ts'
import { convert } from './format.ts'
import { localsOf } from './locals.ts'
import { binary, compare } from './operators.ts'
import type { Comprehension, Expression, FormatPart } from './syntax.ts'
import {
  Bytes,
  Dict,
  ELLIPSIS,
  List,
  PyFunction,
  PyIterator,
  PySet,
  Scope,
  Slice,
  Tuple,
  type Value,
} from './values.ts'
import type { Vm } from './vm.ts'

/** The value of an expression. */
export async function evaluate(vm: Vm, at: Context, expression: Expression): Promise<Value> {
  switch (expression.kind) {
    case 'constant':
      return expression.value instanceof Uint8Array ? new Bytes(expression.value) : expression.value
    case 'name': {
      const value = lookup(vm, at, expression.name)
      if (value !== undefined) return value
      at.span = expression.span
      throw missingName(at, expression.name)
    }
    case 'ellipsis':
      return ELLIPSIS
    case 'format':
      return formatted(vm, at, expression.parts)
    case 'tuple':
      return new Tuple(await items(vm, at, expression.items))
    case 'list':
      return new List(await items(vm, at, expression.items))
    case 'set': {
      const set = new PySet()
      for (const item of await items(vm, at, expression.items)) set.entries.set(vm.hashKey(item), item)
      return set
    }
    case 'dict':
      return dict(vm, at, expression.entries)
    case 'star':
      throw raise('SyntaxError', "can't use starred expression here")
    case 'attribute': {
      const value = await evaluate(vm, at, expression.value)
      at.span = expression.span
      return vm.getAttribute(value, expression.name)
    }
    case 'subscript': {
      const value = await evaluate(vm, at, expression.value)
      const index = await evaluate(vm, at, expression.index)
      at.span = expression.span
      return vm.getItem(value, index)
    }
    case 'slice': {
      const part = async (each: Expression | undefined): Promise<Value> =>
        each ? evaluate(vm, at, each) : null
      return new Slice(await part(expression.start), await part(expression.stop), await part(expression.step))
    }
    case 'call':
      return call(vm, at, expression)
    case 'unary':
      return unary(vm, at, expression)
    case 'binary': {
      const left = await evaluate(vm, at, expression.left)
      const right = await evaluate(vm, at, expression.right)
      at.span = expression.span
      return binary(vm, expression.operator, left, right)
    }
    case 'compare': {
      let left = await evaluate(vm, at, expression.first)
      let result: Value = true
      for (const [operator, operand] of expression.rest) {
        const right = await evaluate(vm, at, operand)
        at.span = expression.span
        result = await compare(vm, operator, left, right)
        if (!(await vm.truth(result))) return result
        left = right
      }
      return result
    }
    case 'and':
    case 'or': {
      let value: Value = null
      for (const item of expression.items) {
        value = await evaluate(vm, at, item)
        if ((await vm.truth(value)) === (expression.kind === 'or')) return value
      }
      return value
    }
    case 'if': {
      const yes = await vm.truth(await evaluate(vm, at, expression.test))
      return evaluate(vm, at, yes ? expression.then : expression.otherwise)
    }
    case 'lambda':
      return makeFunction(vm, at, {
        name: '<lambda>',
        parameters: expression.parameters,
        body: expression.body,
        generator: false,
        file: at.file,
        line: expression.span.line,
      })
    case 'walrus': {
      const value = await evaluate(vm, at, expression.value)
      assignName(at, expression.name, value)
      return value
    }
    case 'yield':
      return yielded(vm, at, expression)
    case 'comprehension':
      return comprehension(vm, at, expression)
  }
}

/** Values of a display, `*x` opened. */
async function items(vm: Vm, at: Context, expressions: readonly Expression[]): Promise<Value[]> {
  const values: Value[] = []
  for (const each of expressions) {
    if (each.kind !== 'star') values.push(await evaluate(vm, at, each))
    else for await (const item of vm.each(await evaluate(vm, at, each.value))) values.push(item)
  }
  return values
}

async function dict(
  vm: Vm,
  at: Context,
  entries: readonly (readonly [Expression | undefined, Expression])[],
): Promise<Dict> {
  const made = new Dict()
  for (const [key, value] of entries) {
    if (key) {
      const name = await evaluate(vm, at, key)
      made.entries.set(vm.hashKey(name), [name, await evaluate(vm, at, value)])
      continue
    }
    const other = await evaluate(vm, at, value)
    if (!(other instanceof Dict)) throw vm.typeError(`'${vm.typeName(other)}' object is not a mapping`)
    for (const [each, entry] of other.entries) made.entries.set(each, [...entry])
  }
  return made
}

export async function makeFunction(vm: Vm, at: Context, code: PyFunction['code']): Promise<PyFunction> {
  const fallbacks = new Map<string, Value>()
  for (const { name, fallback } of code.parameters)
    if (fallback) fallbacks.set(name, await evaluate(vm, at, fallback))
  return new PyFunction(code, at.scope, fallbacks)
}

/** A name as its scopes have it: own, around, global, built in. */
export function lookup(vm: Vm, at: Context, name: string): Value | undefined {
  const { scope } = at
  if (!scope.declaredGlobal.has(name)) {
    for (let each: Scope | undefined = scope; each; each = each.parent) {
      if (each !== scope && each.isClass) continue
      const value = each.names.get(name)
      if (value !== undefined) return value
      if (each === scope && isUnbound(at, name)) return undefined
    }
  }
  const value = scope.globals.get(name)
  return value === undefined ? vm.builtins.get(name) : value
}

const isUnbound = ({ code, scope }: Context, name: string): boolean =>
  code !== undefined &&
  !scope.isClass &&
  !scope.declaredGlobal.has(name) &&
  !scope.declaredNonlocal.has(name) &&
  localsOf(code).has(name)

const missingName = (at: Context, name: string) =>
  isUnbound(at, name)
    ? raise(
        'UnboundLocalError',
        `cannot access local variable '${name}' where it is not associated with a value`,
      )
    : raise('NameError', `name '${name}' is not defined`)

export function assignName({ scope }: Context, name: string, value: Value): void {
  scopeOf(scope, name).set(name, value)
}

/** Where a name is bound that is assigned in a scope. */
export function scopeOf(scope: Scope, name: string): Map<string, Value> {
  if (scope.declaredGlobal.has(name)) return scope.globals
  if (scope.declaredNonlocal.has(name))
    for (let each = scope.parent; each; each = each.parent)
      if (!each.isClass && each.names.has(name)) return each.names
  return scope.names
}

async function formatted(vm: Vm, at: Context, parts: readonly FormatPart[]): Promise<string> {
  let text = ''
  for (const part of parts) {
    if (part.kind === 'text') text += part.text
    else {
      const value = await evaluate(vm, at, part.value)
      const spec = await formatted(vm, at, part.spec)
      text += part.shown + (await convert(vm, value, part.conversion, spec))
    }
  }
  return text
}

async function call(vm: Vm, at: Context, expression: Expression & { readonly kind: 'call' }): Promise<Value> {
  const callee = await evaluate(vm, at, expression.callee)
  const args: Value[] = []
  const keywords = new Map<string, Value>()
  for (const { star, name, value } of expression.args) {
    const given = await evaluate(vm, at, value)
    if (star === 1) for await (const item of vm.each(given)) args.push(item)
    else if (star === 2) {
      if (!(given instanceof Dict)) throw vm.typeError('argument after ** must be a mapping')
      for (const [key, item] of given.entries.values()) keywords.set(String(key), item)
    } else if (name !== undefined) keywords.set(name, given)
    else args.push(given)
  }
  at.span = expression.span
  if (callee === vm.builtins.get('super') && args.length === 0) return superHere(at)
  return vm.call(callee, args, keywords, at)
}

/** `super()` in a method: of the class in whose body it stands, for its first parameter. */
function superHere({ owner, code, scope }: Context): Value {
  const [first] = code?.parameters ?? []
  const self = first && scope.names.get(first.name)
  if (!owner || self === undefined) throw raise('RuntimeError', 'super(): no arguments')
  return superAfter(owner, self)
}

async function unary(
  vm: Vm,
  at: Context,
  expression: Expression & { readonly kind: 'unary' },
): Promise<Value> {
  const value = await evaluate(vm, at, expression.value)
  if (expression.operator === 'not') return !(await vm.truth(value))
  at.span = expression.span
  const number = typeof value === 'boolean' ? BigInt(value) : value
  if (typeof number === 'bigint')
    return expression.operator === '-' ? -number : expression.operator === '~' ? ~number : number
  if (typeof number === 'number' && expression.operator !== '~')
    return expression.operator === '-' ? -number : number
  const method = { '-': '__neg__', '+': '__pos__', '~': '__invert__' }[expression.operator]
  const own = await vm.callOwn(value, method)
  if (own !== undefined) return own
  throw vm.typeError(`bad operand type for unary ${expression.operator}: '${vm.typeName(value)}'`)
}

async function yielded(
  vm: Vm,
  at: Context,
  expression: Expression & { readonly kind: 'yield' },
): Promise<Value> {
  const { yield: give } = at
  if (!give) throw raise('SyntaxError', "'yield' outside function")
  const value = expression.value ? await evaluate(vm, at, expression.value) : null
  if (!expression.from) return give(value)
  for await (const item of vm.each(value)) await give(item)
  return null
}

async function comprehension(
  vm: Vm,
  at: Context,
  expression: Expression & { readonly kind: 'comprehension' },
): Promise<Value> {
  const { of, loops } = expression
  const first = await evaluate(vm, at, loops[0]!.iterable)
  const inner: Context = {
    ...at,
    scope: new Scope(at.scope.globals, at.scope),
    code: undefined,
    span: expression.span,
  }
  const run = (take: (value: Value, key: Value) => unknown): Promise<void> =>
    over(vm, inner, loops, 0, first, async () => {
      const key = expression.key ? await evaluate(vm, inner, expression.key) : null
      await take(await evaluate(vm, inner, expression.item), key)
    })
  if (of === 'generator') {
    const next = coroutine(run)
    return new PyIterator('generator', next)
  }
  if (of === 'dict') {
    const made = new Dict()
    await run((value, key) => {
      made.entries.set(vm.hashKey(key), [key, value])
    })
    return made
  }
  const values: Value[] = []
  await run((value) => {
    values.push(value)
  })
  if (of === 'list') return new List(values)
  const set = new PySet()
  for (const value of values) set.entries.set(vm.hashKey(value), value)
  return set
}

async function over(
  vm: Vm,
  at: Context,
  loops: readonly Comprehension[],
  depth: number,
  iterable: Value,
  body: () => Promise<void>,
): Promise<void> {
  const loop = loops[depth]!
  for await (const item of vm.each(iterable)) {
    await vm.tick()
    await assign(vm, at, loop.target, item)
    let wanted = true
    for (const condition of loop.conditions) wanted &&= await vm.truth(await evaluate(vm, at, condition))
    if (!wanted) continue
    const next = loops[depth + 1]
    if (next) await over(vm, at, loops, depth + 1, await evaluate(vm, at, next.iterable), body)
    else await body()
  }
}

/** Binds what an assignment's left side names. */
export async function assign(vm: Vm, at: Context, target: Expression, value: Value): Promise<void> {
  switch (target.kind) {
    case 'name':
      return assignName(at, target.name, value)
    case 'attribute': {
      const object = await evaluate(vm, at, target.value)
      at.span = target.span
      return vm.setAttribute(object, target.name, value)
    }
    case 'subscript': {
      const object = await evaluate(vm, at, target.value)
      const index = await evaluate(vm, at, target.index)
      at.span = target.span
      return vm.setItem(object, index, value)
    }
    case 'tuple':
    case 'list':
      at.span = target.span
      return unpack(vm, at, target.items, value)
    default:
      throw raise('SyntaxError', 'cannot assign to expression')
  }
}

async function unpack(vm: Vm, at: Context, targets: readonly Expression[], value: Value): Promise<void> {
  if (!vm.isIterable(value)) throw vm.typeError(`cannot unpack non-iterable ${vm.typeName(value)} object`)
  const values: Value[] = []
  for await (const item of vm.each(value)) values.push(item)
  const star = targets.findIndex(({ kind }) => kind === 'star')
  const least = star < 0 ? targets.length : targets.length - 1
  if (values.length < least)
    throw raise(
      'ValueError',
      `not enough values to unpack (expected ${star < 0 ? '' : 'at least '}${least}, got ${values.length})`,
    )
  if (star < 0 && values.length > least)
    throw raise('ValueError', `too many values to unpack (expected ${least})`)
  const after = targets.length - star - 1
  for (const [i, target] of targets.entries()) {
    if (star < 0 || i < star) await assign(vm, at, target, values[i]!)
    else if (i > star) await assign(vm, at, target, values[values.length - targets.length + i]!)
    else if (target.kind === 'star')
      await assign(vm, at, target.value, new List(values.slice(star, values.length - after)))
  }
}
