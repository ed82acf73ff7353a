import { arithmeticText } from '../dialect.ts'
import { Failure } from '../failure.ts'
import type { Shell } from '../state.ts'
import { ArithmeticError, type ArithmeticScope, evaluateArithmetic } from './arithmetic.ts'

/** Evaluates text in which `$` is already expanded. */
export function calculate(sh: Shell, text: string): bigint {
  const scope: ArithmeticScope = {
    get: (name, subscript) => {
      const value =
        subscript === undefined ? sh.vars.get(name) : element(sh, name, itemKey(sh, name, subscript))
      if (value === undefined && sh.options.has('nounset'))
        throw new Failure(`${name}: unbound variable`, { reach: 'shell', status: 1, why: 'parameter', name })
      return value ?? ''
    },
    set: (name, subscript, value) => {
      if (subscript === undefined) sh.vars.set(name, value)
      else sh.vars.setItem(name, itemKey(sh, name, subscript), value)
    },
  }
  try {
    return evaluateArithmetic(text, scope)
  } catch (error) {
    if (!(error instanceof ArithmeticError)) throw error
    const fatal = sh.dialect !== 'bash'
    throw new Failure(arithmeticText(sh.dialect, error), {
      reach: fatal ? 'shell' : 'line',
      status: fatal ? 2 : 1,
      why: 'arithmetic',
    })
  }
}

/** The key of an element for a subscript: the text itself for an associative array, else its value. */
export function itemKey(sh: Shell, name: string, subscript: string): string {
  const variable = sh.vars.lookup(name)
  if (variable?.associative) return subscript
  let index = calculate(sh, subscript)
  if (index < 0n) {
    const last = sh.vars.entries(name).at(-1)
    index += BigInt(last ? Number(last[0]) + 1 : 0)
    if (index < 0n) throw new Failure(`${name}: bad array subscript`, { reach: 'line' })
  }
  return String(index)
}

export function element(sh: Shell, name: string, key: string): string | undefined {
  const computed = sh.vars.specials.get(name)?.items?.()
  if (computed) return computed[Number(key)]
  const variable = sh.vars.lookup(name)
  if (variable?.items) return variable.items.get(key)
  return key === '0' ? sh.vars.get(name) : undefined
}
