import { byCodeUnit } from '../base/text.ts'
import { Failure } from './failure.ts'

/** A shell variable. A scalar has `value`; an array has `items`, keyed by index or by name. */
export interface Variable {
  value?: string
  items?: Map<string, string>
  /** Declared with `-A`: keys are names. Otherwise keys of `items` are decimal indices. */
  associative?: boolean
  exported?: boolean
  readonly?: boolean
  integer?: boolean
  nameref?: boolean
  letterCase?: 'upper' | 'lower'
}

/** A variable whose value is computed when it is read (`RANDOM`, `SECONDS`, `LINENO`). */
export interface Special {
  get(): string
  set?(value: string): void
  /** The values of an array. */
  items?(): readonly string[]
}

export const isName = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)

/**
 * The variables of one shell. Scope is dynamic: a function's locals hide the caller's until it returns, and
 * what it calls sees them.
 */
export class Variables {
  private global = new Map<string, Variable>()
  /** What each open function hides; undefined where there was nothing. */
  private scopes: Map<string, Variable | undefined>[] = []
  readonly specials = new Map<string, Special>()
  /** Turns the text of an integer variable's new value into a number; set by the shell. */
  evaluate: (text: string) => string = (text) => text

  copy(): Variables {
    const next = new Variables()
    for (const [name, variable] of this.global) next.global.set(name, clone(variable))
    next.scopes = this.scopes.map((scope) => new Map(scope))
    return next
  }

  get depth(): number {
    return this.scopes.length
  }
  pushScope(): void {
    this.scopes.push(new Map())
  }
  popScope(): void {
    const scope = this.scopes.pop()
    if (!scope) return
    for (const [name, old] of scope) {
      if (old) this.global.set(name, old)
      else this.global.delete(name)
    }
  }
  /** Makes a variable local to the innermost open function. It starts unset. */
  makeLocal(name: string): Variable {
    const scope = this.scopes.at(-1)
    if (!scope) return this.declare(name)
    if (!scope.has(name)) {
      const old = this.global.get(name)
      if (old?.readonly) throw new Failure(`${name}: readonly variable`, { name, why: 'readonly' })
      scope.set(name, old)
      this.global.set(name, old?.exported ? { exported: true } : {})
    }
    return this.global.get(name)!
  }

  /** The name a nameref points at, or the name itself. */
  resolve(name: string): string {
    for (let i = 0; i < 8; i++) {
      const variable = this.global.get(name)
      if (!variable?.nameref || !variable.value) return name
      name = variable.value
    }
    return name
  }
  lookup(name: string): Variable | undefined {
    return this.global.get(this.resolve(name))
  }
  /** The variable, made unset where there was none. */
  declare(name: string): Variable {
    name = this.resolve(name)
    let variable = this.global.get(name)
    if (!variable) {
      variable = {}
      this.global.set(name, variable)
    }
    return variable
  }
  isSet(name: string): boolean {
    return this.get(name) !== undefined
  }
  /** Value of a scalar, or element 0 of an array; undefined when unset. */
  get(name: string): string | undefined {
    const special = this.specials.get(name)
    if (special) return special.get()
    const variable = this.lookup(name)
    return variable?.items ? variable.items.get('0') : variable?.value
  }
  set(name: string, text: string, append = false): void {
    const special = this.specials.get(name)
    if (special) {
      special.set?.(text)
      return
    }
    const variable = this.writable(name)
    const old = variable.items ? variable.items.get('0') : variable.value
    const value = this.convert(variable, text, append ? (old ?? '') : undefined)
    if (variable.items) variable.items.set('0', value)
    else variable.value = value
  }
  /** Sets one element. `key` is an index as decimal text or the name in an associative array. */
  setItem(name: string, key: string, text: string, append = false): void {
    const variable = this.writable(name)
    const items = toItems(variable)
    items.set(key, this.convert(variable, text, append ? (items.get(key) ?? '') : undefined))
  }
  /** Replaces all elements. */
  setItems(name: string, entries: Iterable<readonly [string, string]>): void {
    const variable = this.writable(name)
    const items = new Map<string, string>()
    for (const [key, value] of entries) items.set(key, this.convert(variable, value, undefined))
    variable.items = items
    delete variable.value
  }
  unset(name: string): void {
    name = this.resolve(name)
    if (this.global.get(name)?.readonly)
      throw new Failure(`${name}: readonly variable`, { name, why: 'unset' })
    this.specials.delete(name)
    this.global.delete(name)
  }
  unsetItem(name: string, key: string): void {
    this.writable(name).items?.delete(key)
  }
  /** Keys and values of an array, by rising index; of a scalar, key 0. Empty when unset. */
  entries(name: string): [string, string][] {
    const computed = this.specials.get(name)?.items?.()
    if (computed) return computed.map((value, i) => [String(i), value])
    const variable = this.lookup(name)
    if (!variable?.items) {
      const value = this.get(name)
      return value === undefined ? [] : [['0', value]]
    }
    const all = [...variable.items]
    return variable.associative ? all : all.sort(([a], [b]) => Number(a) - Number(b))
  }
  /** All names, in order. */
  names(): string[] {
    return [...this.global.keys()].sort(byCodeUnit)
  }
  /** The environment a started program gets. */
  environment(): Map<string, string> {
    const env = new Map<string, string>()
    for (const [name, variable] of this.global)
      if (variable.exported && !variable.items && variable.value !== undefined) env.set(name, variable.value)
    return env
  }
  /** Saves variables for the length of one command (`X=1 command`); the result puts them back. */
  save(names: readonly string[]): () => void {
    const saved = names.map((name) => [name, this.global.get(name)] as const)
    for (const [name, old] of saved) this.global.set(name, old ? clone(old) : {})
    return () => {
      for (const [name, old] of saved) {
        if (old) this.global.set(name, old)
        else this.global.delete(name)
      }
    }
  }

  private writable(name: string): Variable {
    const variable = this.declare(name)
    if (variable.readonly)
      throw new Failure(`${this.resolve(name)}: readonly variable`, {
        name: this.resolve(name),
        why: 'readonly',
      })
    return variable
  }
  private convert(variable: Variable, text: string, before: string | undefined): string {
    if (variable.integer) {
      return this.evaluate(before === undefined ? text : `(${before || 0})+(${text})`)
    }
    const value = (before ?? '') + text
    if (variable.letterCase === 'upper') return value.toUpperCase()
    return variable.letterCase === 'lower' ? value.toLowerCase() : value
  }
}

const clone = (variable: Variable): Variable => ({
  ...variable,
  ...(variable.items && { items: new Map(variable.items) }),
})

/** The elements of a variable; a scalar becomes element 0. */
export function toItems(variable: Variable): Map<string, string> {
  if (!variable.items) {
    variable.items = new Map()
    if (variable.value !== undefined) variable.items.set('0', variable.value)
    delete variable.value
  }
  return variable.items
}
