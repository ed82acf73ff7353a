import type { Element } from './elements.ts'
import type { Pipe } from './nodes.ts'
import { GoMap, Slice, type Value } from './value.ts'

/** Nothing at all: what a map gives for a key it lacks. Prints as `<no value>`. */
export const NONE = Symbol('no value')
export type Maybe = Value | typeof NONE

export const defined = (value: Maybe): Value => (value === NONE ? null : value)

/** The type of what is held without one. */
export const ANY = 'interface {}'

/** What it holds is interface {} to whoever takes it out. */
export const holdsAny = (value: Maybe): boolean =>
  (value instanceof GoMap && value.valueType === ANY) || (value instanceof Slice && value.itemType === ANY)

interface Variable {
  readonly name: string
  value: Maybe
  /** Held as interface {}. */
  held: boolean
}

/** A variable that is named before it has a value. `message` is Go's. */
export class UndefinedVariable extends Error {}

/** The variables of one template, `$` the first. The innermost of a name counts. */
export class Scope {
  private readonly variables: Variable[]

  constructor(dollar: Maybe) {
    this.variables = [{ name: '$', value: dollar, held: false }]
  }

  /** How many there are, to go back to with `leave`. */
  enter(): number {
    return this.variables.length
  }

  leave(mark: number): void {
    this.variables.length = mark
  }

  find(name: string): Variable {
    const found = this.variables.findLast((candidate) => candidate.name === name)
    if (!found) throw new UndefinedVariable(`undefined variable: ${name}`)
    return found
  }

  declare(name: string, value: Maybe): void {
    this.variables.push({ name, value, held: false })
  }

  assign(name: string, value: Maybe, held = false): void {
    const variable = this.find(name)
    variable.value = value
    variable.held = held
  }

  /** Gives the variables of a range, declared right below `mark`, their values for one round. */
  bind({ variables, assign }: Pipe, [key, item]: Element, mark: number, held: boolean): void {
    const values = variables.length > 1 ? [key, item] : [item]
    variables.forEach((name, i) => {
      const isHeld = held && i === values.length - 1
      if (assign) this.assign(name, values[i]!, isHeld)
      else this.variables[mark - variables.length + i] = { name, value: values[i]!, held: isHeld }
    })
  }
}
