import { toBinary } from '../../base/text.ts'
import { toBytes } from '../text.ts'
import { Evaluator } from './evaluator.ts'
import { after, type Flow, Leave, type Maybe } from './flow.ts'
import { sprintf } from './sprintf.ts'
import type { Statement } from './tree.ts'
import { numberOf, type Table, truth } from './values.ts'

/** One running program: its statements and rules. */
export class Interpreter extends Evaluator {
  /** Statements; a promise where one of them waits. */
  protected run(s: Statement): Maybe<Flow> {
    switch (s.kind) {
      case 'expression':
        return after(this.evaluate(s.of), () => undefined)
      case 'block':
        return this.block(s.list, 0)
      case 'if':
        return after(this.evaluate(s.test), (value) =>
          truth(value) ? this.run(s.yes) : s.no ? this.run(s.no) : undefined,
        )
      case 'loop':
        return this.loop(s)
      case 'each':
        return this.each(s)
      case 'print':
        return this.print(s)
      case 'jump':
        if (s.to === 'break' || s.to === 'continue') return s.to
        throw new Leave(s.to)
      case 'exit':
        return after(s.value ? this.evaluate(s.value) : this.exitCode, (value) => {
          this.exitCode = Math.trunc(numberOf(value)) & 255
          throw new Leave('exit')
        })
      case 'return':
        return after(s.value ? this.evaluate(s.value) : undefined, (value) => {
          this.result = value
          return 'return' as const
        })
      case 'delete':
        if (!s.keys) {
          this.table(s.table).clear()
          return undefined
        }
        return after(this.key(s.keys), (key) => {
          this.table(s.table).delete(key)
          return undefined
        })
    }
  }
  private block(list: readonly Statement[], from: number): Maybe<Flow> {
    for (let i = from; i < list.length; i++) {
      const flow = this.run(list[i]!)
      if (flow instanceof Promise) return flow.then((done) => done ?? this.block(list, i + 1))
      if (flow) return flow
    }
    return undefined
  }
  private async loop(s: Statement & { kind: 'loop' }): Promise<Flow> {
    if (s.first) await this.run(s.first)
    for (let first = true; ; first = false) {
      if (s.test && !(first && s.late)) {
        const value = this.evaluate(s.test)
        if (!truth(value instanceof Promise ? await value : value)) return undefined
      }
      const ran = this.run(s.body)
      const flow = ran instanceof Promise ? await ran : ran
      if (flow === 'break') return undefined
      if (flow === 'return') return flow
      if (s.step) await this.run(s.step)
      const rest = this.tick()
      if (rest) await rest
    }
  }
  private async each(s: Statement & { kind: 'each' }): Promise<Flow> {
    for (const key of [...this.table(s.table).keys()]) {
      await this.assign(s.name, key)
      const flow = await this.run(s.body)
      if (flow === 'break') return undefined
      if (flow === 'return') return flow
      await this.tick()
    }
    return undefined
  }
  private async print(s: Statement & { kind: 'print' }): Promise<undefined> {
    const values = await this.values(s.args)
    let text: string
    if (s.formatted)
      text = sprintf(this.text(values[0]), values.slice(1), this.text, this.io.busybox, 'printf')
    else if (s.args.length === 0) text = this.text(this.record.get(0)) + this.textGlobal('ORS')
    else
      text =
        values.map((each) => this.textBy(each, 'OFMT')).join(this.textGlobal('OFS')) + this.textGlobal('ORS')
    const out = s.to ? await this.streams.output(this.text(await this.evaluate(s.to)), s.mode!) : this.io.out
    await out.put(/^[\x00-\x7f]*$/.test(text) ? text : Uint8Array.from(text, (c) => c.charCodeAt(0)))
  }

  /** The environment and the operands, as the program sees them. */
  prepare(operands: readonly string[], environment: Table): void {
    this.globals.set('ENVIRON', environment)
    this.globals.set('ARGC', operands.length)
    this.globals.set(
      'ARGV',
      new Map(operands.map((each, i) => [String(i), each === '' ? '' : toBinary(toBytes(each))])),
    )
  }

  async execute(): Promise<number> {
    const { begin, rules, end } = this.tree
    try {
      for (const each of begin) await this.run(each)
      if (rules.length > 0 || end.length > 0) await this.records()
    } catch (error) {
      if (!(error instanceof Leave)) throw error
    }
    try {
      for (const each of end) await this.run(each)
    } catch (error) {
      if (!(error instanceof Leave)) throw error
    }
    await this.streams.closeAll()
    return this.exitCode
  }
  private async records(): Promise<void> {
    const inside = new Set<unknown>()
    while ((await this.main.getline(undefined)) > 0) {
      try {
        for (const rule of this.tree.rules) {
          const [from, to] = rule.patterns
          if (to) {
            if (!inside.has(rule) && !truth(await this.evaluate(from!))) continue
            inside.add(rule)
            if (truth(await this.evaluate(to))) inside.delete(rule)
          } else if (from && !truth(await this.evaluate(from))) continue
          await this.run(rule.action)
        }
      } catch (error) {
        if (!(error instanceof Leave) || error.to === 'exit') throw error
        if (error.to === 'nextfile') this.main.skip()
      }
      await this.tick()
    }
  }
}
