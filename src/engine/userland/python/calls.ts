import type { Context } from './context.ts'
import { coroutine } from './coroutine.ts'
import { Raised, raise } from './errors.ts'
import { evaluate } from './evaluate.ts'
import { execute } from './execute.ts'
import type { Expression, Parameter, Statement } from './syntax.ts'
import {
  type Code,
  Dict,
  type Keywords,
  type PyFunction,
  PyIterator,
  Scope,
  Tuple,
  type Value,
} from './values.ts'
import type { Vm } from './vm.ts'

/** Deepest nesting of calls (sys.getrecursionlimit). */
const DEEPEST = 200

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** The names of a call, from its arguments. */
function bind(vm: Vm, callee: PyFunction, args: readonly Value[], keywords: Keywords): Map<string, Value> {
  const { parameters, name } = callee.code
  const names = new Map<string, Value>()
  const wrong = (message: string) => vm.typeError(`${name}() ${message}`)
  const byPosition = parameters.filter(({ star, keywordOnly }) => star === 0 && !keywordOnly)
  const rest = parameters.find(({ star }) => star === 1)
  const others = parameters.find(({ star }) => star === 2)
  for (const [i, { name: parameter }] of byPosition.entries())
    if (i < args.length) names.set(parameter, args[i]!)
  if (rest) names.set(rest.name, new Tuple(args.slice(byPosition.length)))
  else if (args.length > byPosition.length) throw wrong(tooMany(byPosition, args.length))
  const more = new Dict()
  for (const [key, value] of keywords) {
    const parameter = parameters.find((each) => each.name === key && each.star === 0)
    if (parameter) {
      if (names.has(key)) throw wrong(`got multiple values for argument '${key}'`)
      names.set(key, value)
    } else if (others) more.entries.set(vm.hashKey(key), [key, value])
    else throw wrong(`got an unexpected keyword argument '${key}'`)
  }
  if (others) names.set(others.name, more)
  const missing: Parameter[] = []
  for (const parameter of parameters) {
    if (names.has(parameter.name) || parameter.star !== 0) continue
    const fallback = callee.fallbacks.get(parameter.name)
    if (fallback !== undefined) names.set(parameter.name, fallback)
    else missing.push(parameter)
  }
  if (missing.length > 0) {
    const kind = missing.every(({ keywordOnly }) => keywordOnly) ? 'keyword-only' : 'positional'
    const quoted = missing.map((each) => `'${each.name}'`)
    const last = quoted.pop()!
    const shown =
      quoted.length === 0
        ? last
        : quoted.length === 1
          ? `${quoted[0]} and ${last}`
          : `${quoted.join(', ')}, and ${last}`
    throw wrong(
      `missing ${missing.length} required ${kind} argument${missing.length === 1 ? '' : 's'}: ${shown}`,
    )
  }
  return names
}

function tooMany(byPosition: readonly Parameter[], given: number): string {
  const optional = byPosition.filter(({ fallback }) => fallback).length
  const most = byPosition.length
  const takes =
    optional > 0
      ? `takes from ${most - optional} to ${plural(most, 'positional argument')}`
      : `takes ${plural(most, 'positional argument')}`
  return `${takes} but ${given} ${given === 1 ? 'was' : 'were'} given`
}

/** Calls a function that is written in Python. */
export async function callFunction(
  vm: Vm,
  callee: PyFunction,
  args: readonly Value[],
  keywords: Keywords,
  from?: Context,
): Promise<Value> {
  const { code } = callee
  const scope = new Scope(callee.scope.globals, callee.scope)
  for (const [name, value] of bind(vm, callee, args, keywords)) scope.names.set(name, value)
  const depth = (from?.depth ?? 0) + 1
  if (depth > DEEPEST) throw raise('RecursionError', 'maximum recursion depth exceeded')
  const at: Context = {
    scope,
    file: code.file,
    name: code.name,
    span: { line: code.line, column: 0, endLine: code.line, end: 0 },
    code,
    depth,
    owner: callee.owner,
  }
  if (code.generator) {
    const next = coroutine(async (give) => {
      await runBody(vm, { ...at, yield: give }, code)
    })
    return new PyIterator('generator', next)
  }
  return runBody(vm, at, code)
}

async function runBody(vm: Vm, at: Context, code: Code): Promise<Value> {
  vm.scopes.add(at.scope)
  try {
    if (!Array.isArray(code.body)) return await evaluate(vm, at, code.body as Expression)
    const outcome = await execute(vm, at, code.body as readonly Statement[])
    return outcome?.kind === 'return' ? outcome.value : null
  } catch (error) {
    if (error instanceof Raised) error.pass(at, vm.frameOf(at))
    throw error
  } finally {
    vm.scopes.delete(at.scope)
  }
}
