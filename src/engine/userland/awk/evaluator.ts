import type { Io } from '../program.ts'
import { callBuiltin } from './builtins.ts'
import { RunFault } from './faults.ts'
import { after, type Flow, type Maybe, type Slot, Unset } from './flow.ts'
import { MainInput } from './main-input.ts'
import { operate } from './operators.ts'
import { Patterns } from './patterns.ts'
import { FieldRecord, pieces } from './record.ts'
import { Streams } from './streams.ts'
import type { Expression, Statement, Target, Tree, Variable } from './tree.ts'
import { numberOf, type Table, textOf, truth, type Value } from './values.ts'

/** Calls within calls at most: one that never ends is to fail before the page's memory does. */
const DEEPEST = 20_000

/** What a program knows, and its expressions. Strings are binary text; what can wait gives a promise, what cannot a value. */
export abstract class Evaluator {
  protected abstract run(statement: Statement): Maybe<Flow>

  readonly io: Io
  readonly patterns: Patterns
  readonly streams: Streams
  readonly record: FieldRecord
  readonly main: MainInput
  exitCode = 0
  protected readonly tree: Tree
  protected readonly globals = new Map<string, Slot>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['RS', '\n'],
    ['NR', 0],
    ['FNR', 0],
    ['SUBSEP', '\x1c'],
    ['RSTART', 0],
    ['RLENGTH', -1],
    ['CONVFMT', '%.6g'],
    ['OFMT', '%.6g'],
    ['FILENAME', ''],
  ])
  private frame: Slot[] = []
  protected result: Value
  private ticks = 0
  private depth = 0

  constructor(io: Io, tree: Tree) {
    this.io = io
    this.tree = tree
    this.patterns = new Patterns(io.busybox)
    this.streams = new Streams(io)
    this.main = new MainInput(this)
    this.record = new FieldRecord(
      (text) =>
        pieces(
          text,
          this.textGlobal('FS'),
          this.patterns,
          this.textGlobal('RS') === '' && this.textGlobal('FS') !== ' ',
        ),
      (fields) => fields.map((each) => this.text(each)).join(this.textGlobal('OFS')),
    )
  }

  text = (value: Value): string => this.textBy(value, 'CONVFMT')
  textBy(value: Value, format: string): string {
    if (typeof value === 'string') return value
    return textOf(
      value,
      typeof value === 'number' ? String(this.globals.get(format)) : '',
      this.io.busybox ? 2 ** 63 : 2147483647,
    )
  }
  textGlobal(name: string): string {
    return this.text(this.globals.get(name) as Value)
  }
  global(name: string): Value {
    return this.globals.get(name) as Value
  }
  setGlobal(name: string, value: Value | Table): void {
    if (name === 'NF') this.record.resize(value as Value)
    else {
      // Fields are made by the FS that was when the record came.
      if (name === 'FS') void this.record.count
      this.globals.set(name, value)
    }
  }
  tick(): Promise<void> | undefined {
    return (++this.ticks & 255) === 0 ? this.io.p.yield() : undefined
  }

  private slot(v: Variable): Slot {
    return v.local === undefined ? this.globals.get(v.name) : this.frame[v.local]
  }
  table(v: Variable): Table {
    const slot = this.slot(v)
    if (slot instanceof Map) return slot
    if (slot !== undefined && !(slot instanceof Unset))
      throw new RunFault(`illegal reference to variable ${v.name}`, 'Not an array', true)
    const table: Table = new Map()
    if (v.local === undefined) this.globals.set(v.name, table)
    else this.frame[v.local] = table
    slot?.become(table)
    return table
  }
  isTable(v: Variable): boolean {
    return this.slot(v) instanceof Map
  }
  protected key(keys: readonly Expression[]): Maybe<string> {
    return after(this.values(keys), (all) =>
      all.map((each) => this.text(each)).join(all.length > 1 ? this.textGlobal('SUBSEP') : ''),
    )
  }
  values(list: readonly Expression[]): Maybe<Value[]> {
    const found: Value[] = []
    const from = (i: number): Maybe<Value[]> => {
      for (let at = i; at < list.length; at++) {
        const value = this.evaluate(list[at]!)
        if (value instanceof Promise)
          return value.then((each) => {
            found.push(each)
            return from(at + 1)
          })
        found.push(value)
      }
      return found
    }
    return from(0)
  }

  private read(t: Target, key: string | number): Value {
    if (t.kind === 'field') return this.record.get(key as number)
    if (t.kind === 'element') {
      const table = this.table(t.table)
      if (!table.has(key as string)) table.set(key as string, undefined)
      return table.get(key as string)
    }
    if (t.local === undefined && t.name === 'NF') return this.record.count
    const slot = this.slot(t)
    if (slot instanceof Map) throw new RunFault(`illegal reference to array ${t.name}`, 'Not a scalar', true)
    return slot instanceof Unset ? undefined : slot
  }
  private write(t: Target, key: string | number, value: Value): Value {
    if (t.kind === 'field') this.record.put(key as number, value)
    else if (t.kind === 'element') this.table(t.table).set(key as string, value)
    else if (t.local !== undefined) this.frame[t.local] = value
    else this.setGlobal(t.name, value)
    return value
  }
  private place(t: Target): Maybe<string | number> {
    if (t.kind === 'element') return this.key(t.keys)
    if (t.kind === 'var') return 0
    return after(this.evaluate(t.of), (value) => {
      const index = Math.trunc(numberOf(value))
      if (index < 0) throw new RunFault(`negative field index $${index}`, 'Access to negative field', true)
      return index
    })
  }
  assign(t: Target, value: Value): Maybe<Value> {
    return after(this.place(t), (key) => this.write(t, key, value))
  }

  evaluate(e: Expression): Maybe<Value> {
    switch (e.kind) {
      case 'number':
      case 'string':
        return e.value
      case 'regex':
        return this.matches(this.record.get(0), e.source)
      case 'var':
      case 'element':
      case 'field':
        return after(this.place(e), (key) => this.read(e, key))
      case 'group':
        return this.evaluate(e.items[0]!)
      case 'assign':
        return after(this.evaluate(e.value), (value) =>
          after(this.place(e.to), (key) =>
            this.write(
              e.to,
              key,
              e.operator === '' ? value : this.arithmetic(e.operator, this.read(e.to, key), value),
            ),
          ),
        )
      case 'step':
        return after(this.place(e.to), (key) => {
          const old = numberOf(this.read(e.to, key))
          this.write(e.to, key, old + e.by)
          return e.before ? old + e.by : old
        })
      case 'unary':
        return after(this.evaluate(e.of), (value) =>
          e.operator === '!'
            ? Number(!truth(value))
            : e.operator === '-'
              ? -numberOf(value)
              : numberOf(value),
        )
      case 'choice':
        return after(this.evaluate(e.test), (value) => this.evaluate(truth(value) ? e.yes : e.no))
      case 'in':
        return after(this.key(e.keys), (key) => Number(this.table(e.table).has(key)))
      case 'binary':
        return this.binary(e.operator, e.left, e.right)
      case 'builtin':
        return callBuiltin(this, e.name, e.args)
      case 'call':
        return this.call(e.name, e.args)
      case 'getline':
        return this.getline(e)
    }
  }

  private binary(operator: string, left: Expression, right: Expression): Maybe<Value> {
    if (operator === '&&' || operator === '||')
      return after(this.evaluate(left), (value) =>
        truth(value) === (operator === '||')
          ? Number(truth(value))
          : after(this.evaluate(right), (other) => Number(truth(other))),
      )
    if (operator === '~' || operator === '!~')
      return after(this.evaluate(left), (value) =>
        after(this.source(right), (source) =>
          Number((this.matches(value, source) === 1) === (operator === '~')),
        ),
      )
    return after(this.evaluate(left), (a) =>
      after(this.evaluate(right), (b) => this.arithmetic(operator, a, b)),
    )
  }
  /** The text of what is used as a regular expression. */
  source(e: Expression): Maybe<string> {
    return e.kind === 'regex' ? e.source : after(this.evaluate(e), this.text)
  }
  matches(value: Value, source: string): number {
    return Number(this.patterns.find(source).test(this.text(value)))
  }
  private arithmetic(operator: string, a: Value, b: Value): Value {
    return operate(operator, a, b, this.text, this.io.busybox)
  }

  private async call(name: string, args: readonly Expression[]): Promise<Value> {
    const { parameters, body } = this.tree.functions.get(name)!
    const frame: Slot[] = parameters.map(() => undefined)
    for (const [i, arg] of args.entries()) {
      const slot = arg.kind === 'var' && arg.name !== 'NF' ? this.slot(arg) : undefined
      if (
        arg.kind !== 'var' ||
        (slot !== undefined && !(slot instanceof Unset) && !(slot instanceof Map)) ||
        arg.name === 'NF'
      )
        frame[i] = await this.evaluate(arg)
      else if (slot instanceof Map) frame[i] = slot
      else {
        const outer = this.frame
        frame[i] = new Unset((table) => {
          if (arg.local === undefined) this.globals.set(arg.name, table)
          else outer[arg.local] = table
          slot?.become(table)
        })
      }
    }
    await this.tick()
    if (this.depth === DEEPEST)
      throw new RunFault(`function calls nested too deep: ${name}`, 'Too many nested function calls')
    const outer = this.frame
    this.frame = frame
    this.result = undefined
    this.depth++
    try {
      await this.run(body)
      return this.result
    } finally {
      this.depth--
      this.frame = outer
      this.result = undefined
    }
  }

  private async getline(e: Expression & { kind: 'getline' }): Promise<Value> {
    if (e.from === 'main') return this.main.getline(e.to)
    const name = this.text(await this.evaluate(e.source!))
    const reader = await this.streams.input(name, e.from === 'command')
    if (!reader) return -1
    const line = await reader.next(this.textGlobal('RS'), this.patterns)
    if (line === undefined) return 0
    await this.main.take(line, e.to, e.from === 'command', false)
    return 1
  }
}
