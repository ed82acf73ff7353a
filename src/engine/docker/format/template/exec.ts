import { quote } from '../../go/quote.ts'
import { FunctionError } from './builtins.ts'
import { type Element, elementsOf } from './elements.ts'
import { failureAt, TemplateExecError } from './failure.ts'
import type { FunctionTable, Parameter, TemplateFunction } from './functions.ts'
import { type Command, type Node, type Operand, type Pipe, showCommand, showOperand } from './nodes.ts'
import type { ParsedTemplate } from './parser.ts'
import { type Place, placeAt, placeOf } from './place.ts'
import { formatValue } from './print.ts'
import { ANY, defined, holdsAny, type Maybe, NONE, Scope, UndefinedVariable } from './scope.ts'
import { Float, GoMap, isTrue, Nil, NOTHING, Slice, Struct, typeName, type Value } from './value.ts'

export interface ExecOptions {
  readonly name: string
  readonly source: string
  readonly functions: FunctionTable
  /** A key that a map lacks is an error (`missingkey=error`), not `<no value>`. */
  readonly missingKeyFails?: boolean
}

const NOBODY = Symbol('no dot')

class Break extends Error {}
class Continue extends Error {}

/** What Go's reflect.Value.String gives: a string itself, of others the type. */
const reflected = (value: Value): string => (typeof value === 'string' ? value : `<${typeName(value)} Value>`)

const MAX_DEPTH = 100000
/** A stack is full before Go's limit is reached: who gets this deep does not come back. */
const OWN_DEPTH = 1000
const isMissing = (value: Maybe): boolean => value === NONE || value === null

class State {
  private out = ''
  private readonly template: ParsedTemplate
  private readonly options: ExecOptions
  private scope: Scope
  /** The dot of a range over values that are held as interface {}. */
  private heldDot: Maybe | typeof NOBODY = NOBODY
  private place: Place = { at: 0, text: '' }
  private name: string
  private depth = 0

  constructor(template: ParsedTemplate, options: ExecOptions, data: Value) {
    this.template = template
    this.options = options
    this.name = options.name
    this.scope = new Scope(data)
  }

  private fail(why: string): never {
    throw this.error(why)
  }
  private error(why: string): TemplateExecError {
    return failureAt(this.place, why, { ...this.options, template: this.name })
  }
  private on(operand: Operand): void {
    this.place = placeOf(operand)
  }

  /** Runs the whole. A variable without a value fails where the template then is. */
  run(data: Value): string {
    try {
      this.walk(data, this.template.body)
      return this.out
    } catch (error) {
      const failure = error instanceof UndefinedVariable ? this.error(error.message) : error
      if (failure instanceof TemplateExecError) failure.written = this.out
      throw failure
    }
  }

  private walk(dot: Maybe, nodes: readonly Node[]): void {
    for (const node of nodes) this.step(dot, node)
  }

  private step(dot: Maybe, node: Node): void {
    switch (node.kind) {
      case 'text':
        this.out += node.text
        return
      case 'action': {
        const value = this.pipeline(dot, node.pipe)
        if (node.pipe.variables.length > 0) return
        this.place = placeAt(node, () => `{{${showOperand(node.pipe)}}}`)
        this.out += isMissing(value) ? '<no value>' : formatValue(value as Value)
        return
      }
      case 'if':
      case 'with': {
        const scope = this.scope.enter()
        const value = this.pipeline(dot, node.pipe)
        if (isTrue(defined(value))) this.walk(node.kind === 'with' ? value : dot, node.body)
        else if (node.otherwise) this.walk(dot, node.otherwise)
        this.scope.leave(scope)
        return
      }
      case 'range':
        this.range(dot, node)
        return
      case 'template':
        this.invoke(dot, node)
        return
      case 'break':
        throw new Break()
      case 'continue':
        throw new Continue()
    }
  }

  private range(dot: Maybe, node: Extract<Node, { kind: 'if' | 'with' | 'range' }>): void {
    const scope = this.scope.enter()
    const { pipe } = node
    const value = defined(this.pipeline(dot, pipe))
    const mark = this.scope.enter()
    const held = holdsAny(value)
    const outer = this.heldDot
    let count = 0
    try {
      for (const element of this.elements(value, pipe)) {
        const [, item] = element
        count++
        this.scope.bind(pipe, element, mark, held)
        this.heldDot = held ? item : NOBODY
        try {
          this.walk(item, node.body)
        } catch (error) {
          if (!(error instanceof Continue)) throw error
        }
        this.scope.leave(mark)
      }
    } catch (error) {
      if (!(error instanceof Break)) throw error
    }
    this.heldDot = outer
    if (count === 0 && node.otherwise) this.walk(dot, node.otherwise)
    this.scope.leave(scope)
  }

  private elements(value: Value, pipe: Pipe): readonly Element[] {
    const found = elementsOf(value, pipe.variables.length)
    if (typeof found !== 'string') return found
    return this.fail(found)
  }

  private invoke(dot: Maybe, node: Extract<Node, { kind: 'template' }>): void {
    const text = `{{template ${quote(node.name)}${node.pipe ? ` ${showOperand(node.pipe)}` : ''}}}`
    this.place = { at: node.at, text }
    const body = this.template.defined.get(node.name)
    if (!body) throw this.error(`template ${quote(node.name)} not defined`)
    if (this.depth === OWN_DEPTH) throw this.error(`exceeded maximum template depth (${MAX_DEPTH})`)
    const value = node.pipe ? this.pipeline(dot, node.pipe) : NONE
    const outer = { scope: this.scope, name: this.name }
    this.scope = new Scope(value)
    this.name = node.name
    this.depth++
    this.walk(value, body)
    this.depth--
    this.scope = outer.scope
    this.name = outer.name
  }

  private pipeline(dot: Maybe, pipe: Pipe): Maybe {
    this.on(pipe)
    let value: Maybe | undefined
    for (const command of pipe.commands) {
      const found = this.command(dot, command, value)
      value = found === null ? NONE : found
    }
    for (const name of pipe.variables) {
      if (pipe.assign) this.scope.assign(name, value!)
      else this.scope.declare(name, value!)
    }
    return value!
  }

  private command(dot: Maybe, command: Command, final: Maybe | undefined): Maybe {
    const first = command.args[0]!
    const rest = command.args.slice(1)
    const plain = (): void => {
      if (rest.length > 0 || final !== undefined)
        this.fail(`can't give argument to non-function ${showOperand(first)}`)
    }
    switch (first.kind) {
      case 'field':
      case 'chain':
      case 'variable':
        return this.chained(dot, first, rest, final)
      case 'identifier':
        return this.callFunction(dot, first.name, placeOf(first), rest, final, command)
      case 'pipe':
        plain()
        return this.pipeline(dot, first)
    }
    this.on(first)
    plain()
    if (first.kind === 'nil') return this.fail('nil is not a command')
    return this.literal(dot, first)
  }

  private literal(dot: Maybe, operand: Operand): Maybe {
    switch (operand.kind) {
      case 'dot':
        return dot
      case 'bool':
      case 'string':
        return operand.value
      case 'number':
        return operand.float ? new Float(operand.value) : operand.value
      default:
        return null
    }
  }

  /** `.A.B`, `$x.A`, `(pipe).A`; the last name gets the arguments if it is a method. */
  private chained(
    dot: Maybe,
    node: Extract<Operand, { kind: 'field' | 'chain' | 'variable' }>,
    args: readonly Operand[],
    final: Maybe | undefined,
  ): Maybe {
    this.on(node)
    let receiver: Maybe = dot
    // What a map or list holds as interface {} is that to whoever looks for its fields.
    let within = node.kind === 'field' && dot === this.heldDot ? ANY : undefined
    if (node.kind === 'variable') {
      const variable = this.scope.find(node.name)
      receiver = variable.value
      if (variable.held) within = ANY
      if (node.fields.length === 0) {
        if (args.length > 0 || final !== undefined)
          this.fail(`can't give argument to non-function ${showOperand(node)}`)
        return receiver
      }
    }
    if (node.kind === 'chain') receiver = this.argument(dot, node.of)
    node.fields.forEach((name, i) => {
      const last = i === node.fields.length - 1
      const from = receiver
      receiver = this.field(dot, name, node, from, last ? args : [], last ? final : undefined, within)
      within = from instanceof GoMap && holdsAny(from) ? ANY : undefined
    })
    return receiver
  }

  private field(
    dot: Maybe,
    name: string,
    node: Operand,
    receiver: Maybe,
    args: readonly Operand[],
    final: Maybe | undefined,
    within: string | undefined,
  ): Maybe {
    if (receiver === NONE) {
      if (this.options.missingKeyFails) this.fail(`nil data; no entry for key ${quote(name)}`)
      return NONE
    }
    if (receiver === null) return this.fail(`nil pointer evaluating interface {}.${name}`)
    const value = receiver
    const withArguments = args.length > 0 || final !== undefined
    if (value instanceof Struct || value instanceof GoMap) {
      const method = value.methods.get(name)
      if (method?.arity === 0 && !withArguments) return method.call()
      if (method) {
        const parameters: Parameter[] = Array.from({ length: method.arity }, () => 'string')
        const fn: TemplateFunction = { parameters, call: (...given) => method.call(...given) }
        return this.invokeFunction(dot, fn, name, placeOf(node), args, final)
      }
    }
    const field = value instanceof Struct ? value.field(name) : undefined
    if (field !== undefined) {
      if (withArguments) this.fail(`${name} has arguments but cannot be invoked as function`)
      return field
    }
    if (value instanceof GoMap) {
      if (withArguments) this.fail(`${name} is not a method but has arguments`)
      const found = value.entries?.get(name)
      if (found === undefined && this.options.missingKeyFails)
        this.fail(`map has no entry for key ${quote(name)}`)
      return found === undefined ? NONE : found
    }
    if (value instanceof Nil) return this.fail(`nil pointer evaluating ${value.type}.${name}`)
    return this.fail(`can't evaluate field ${name} in type ${within ?? typeName(value)}`)
  }

  private callFunction(
    dot: Maybe,
    name: string,
    place: Place,
    args: readonly Operand[],
    final: Maybe | undefined,
    command?: Command,
  ): Maybe {
    this.place = place
    const fn = this.options.functions.get(name)
    if (!fn) return this.fail(`${quote(name)} is not a defined function`)
    const whole = command ? placeAt(command, () => showCommand(command)) : place
    return this.invokeFunction(dot, fn, name, whole, args, final)
  }

  private invokeFunction(
    dot: Maybe,
    fn: TemplateFunction,
    name: string,
    place: Place,
    args: readonly Operand[],
    final: Maybe | undefined,
  ): Maybe {
    const fixed = fn.parameters.length
    const count = args.length + (final === undefined ? 0 : 1)
    if (fn.variadic ? count < fixed : count !== fixed)
      this.fail(
        fn.variadic
          ? `wrong number of args for ${name}: want at least ${fixed} got ${args.length}`
          : `wrong number of args for ${name}: want ${fixed} got ${count}`,
      )
    const typeOf = (i: number): Parameter => fn.parameters[i] ?? fn.variadic!
    const values: Value[] = []
    for (const [i, arg] of args.entries()) {
      const value = this.typedArgument(dot, arg, typeOf(i))
      values.push(value)
      if (fn.shortCircuit && isTrue(value) === (name === 'or')) return value
    }
    if (final !== undefined) values.push(this.checkType(final, typeOf(args.length)))
    if (name === 'call') {
      this.place = place
      const callee = values[0]!
      const why =
        callee === null
          ? 'call of nil'
          : `non-function ${args[0] ? showOperand(args[0]) : reflected(callee)} of type ${typeName(callee)}`
      this.fail(`error calling call: ${why}`)
    }
    try {
      return fn.call(...values)
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error
      this.place = place
      return this.fail(`error calling ${name}: ${error.message}`)
    }
  }

  /** An operand in the place of an argument. */
  private argument(dot: Maybe, operand: Operand): Maybe {
    this.on(operand)
    switch (operand.kind) {
      case 'field':
      case 'chain':
      case 'variable':
        return this.chained(dot, operand, [], undefined)
      case 'pipe':
        return this.pipeline(dot, operand)
      case 'identifier':
        return this.callFunction(dot, operand.name, { at: operand.at, text: operand.name }, [], undefined)
      default:
        return this.literal(dot, operand)
    }
  }

  private typedArgument(dot: Maybe, operand: Operand, type: Parameter): Value {
    this.on(operand)
    const shown = showOperand(operand)
    if (operand.kind === 'nil') {
      if (type === 'string' || type === 'int') this.fail(`cannot assign nil to ${type}`)
      return type === 'item' ? NOTHING : null
    }
    if (operand.kind === 'string' || operand.kind === 'number' || operand.kind === 'bool') {
      if (type === 'string' && operand.kind !== 'string') this.fail(`expected string; found ${shown}`)
      if (type === 'int' && (operand.kind !== 'number' || !Number.isInteger(operand.value)))
        this.fail(`expected integer; found ${shown}`)
      if (type === '[]string') this.fail(`can't handle ${shown} for arg of type []string`)
    }
    const value = this.argument(dot, operand)
    return type === 'int' && value instanceof Float ? value.value : this.checkType(value, type)
  }

  private checkType(value: Maybe, type: Parameter): Value {
    if (type === 'value') return defined(value)
    if (type === 'item') return value === NONE ? NOTHING : (value as Value)
    if (isMissing(value)) {
      if (type === '[]string') return new Slice('string', undefined)
      return this.fail(`invalid value; expected ${type}`)
    }
    const found = typeName(value as Value)
    if (found !== type) this.fail(`wrong type for value; expected ${type}; got ${found}`)
    return value as Value
  }
}

/** Runs a template over `data`. Throws `TemplateExecError`, whose message Docker prints. */
export const execute = (template: ParsedTemplate, data: Value, options: ExecOptions): string =>
  new State(template, options, data).run(data)
