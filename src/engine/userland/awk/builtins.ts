import { formatTime, momentOf, UTC, zoneOf } from '../calendar.ts'
import type { Evaluator } from './evaluator.ts'
import { RunFault } from './faults.ts'
import { pieces } from './record.ts'
import { sprintf } from './sprintf.ts'
import type { Expression, Target } from './tree.ts'
import { Input, numberOf, type Value } from './values.ts'

const MATH: Record<string, (x: number, y: number) => number> = {
  sin: Math.sin,
  cos: Math.cos,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  int: Math.trunc,
  atan2: Math.atan2,
  and: (x, y) => Number(BigInt(x) & BigInt(y)),
  or: (x, y) => Number(BigInt(x) | BigInt(y)),
  xor: (x, y) => Number(BigInt(x) ^ BigInt(y)),
  compl: (x) => Number(BigInt.asUintN(64, ~BigInt(x))),
  lshift: (x, y) => Number(BigInt(x) << BigInt(y)),
  rshift: (x, y) => Number(BigInt(x) >> BigInt(y)),
}
const seeds = new WeakMap<Evaluator, { seed: number; state: number }>()

function seedOf(vm: Evaluator): { seed: number; state: number } {
  let found = seeds.get(vm)
  if (!found) {
    const seed = vm.io.p.random.below(65536)
    found = { seed, state: seed }
    seeds.set(vm, found)
  }
  return found
}

/** A built-in function. */
export function callBuiltin(
  vm: Evaluator,
  name: string,
  args: readonly Expression[],
): Value | Promise<Value> {
  if (name === 'length') return length(vm, args)
  if (name === 'split') return split(vm, args)
  if (name === 'sub' || name === 'gsub') return substitute(vm, args, name === 'gsub')
  if (name === 'match') return match(vm, args)
  const values = vm.values(args)
  return values instanceof Promise ? values.then((all) => plain(vm, name, all)) : plain(vm, name, values)
}

function plain(vm: Evaluator, name: string, values: readonly Value[]): Value | Promise<Value> {
  const text = (i: number): string => vm.text(values[i])
  const math = MATH[name]
  if (math) return math(numberOf(values[0]), numberOf(values[1]))
  switch (name) {
    case 'substr': {
      // Debian's mawk cuts fractions off, and of a start before the text takes its distance for more to show.
      if (!vm.io.busybox) {
        const start = Math.trunc(numberOf(values[1]))
        const count = values.length > 2 ? Math.trunc(numberOf(values[2])) : Infinity
        const at = Math.max(0, start - 1)
        return text(0).slice(at, Math.max(at, at + count + Math.max(0, -start)))
      }
      const from = numberOf(values[1])
      const end = values.length > 2 ? from + numberOf(values[2]) : Infinity
      const whole = text(0)
      return whole.slice(
        Math.max(0, Math.round(from) - 1),
        Math.max(0, Math.min(whole.length, Math.round(end) - 1)),
      )
    }
    case 'index':
      return text(0).indexOf(text(1)) + 1
    case 'sprintf':
      return sprintf(text(0), values.slice(1), vm.text, vm.io.busybox, 'sprintf')
    case 'tolower':
      return text(0).replace(/[A-Z]+/g, (each) => each.toLowerCase())
    case 'toupper':
      return text(0).replace(/[a-z]+/g, (each) => each.toUpperCase())
    case 'rand': {
      const random = seedOf(vm)
      random.state = (Math.imul(random.state, 1103515245) + 12345) >>> 0
      return random.state / 2 ** 32
    }
    case 'srand': {
      const random = seedOf(vm)
      const old = random.seed
      random.seed = values.length > 0 ? numberOf(values[0]) : Number(vm.io.p.now() / 1_000_000_000n)
      random.state = random.seed >>> 0
      return old
    }
    case 'system':
      return vm.streams.system(text(0))
    case 'close':
      return vm.streams.close(text(0))
    case 'fflush':
      return vm.streams.flush(values.length > 0 ? text(0) : undefined)
    case 'systime':
      return Number(vm.io.p.now() / 1_000_000_000n)
    case 'strftime': {
      const at = values.length > 1 ? BigInt(Math.trunc(numberOf(values[1]))) * 1_000_000_000n : vm.io.p.now()
      return formatTime(
        values.length > 0 ? text(0) : '%c',
        momentOf(at, numberOf(values[2]) ? UTC : zoneOf(vm.io.p)),
      )
    }
    case 'mktime': {
      const [y, mo, d, h, mi, s] = text(0).split(/ +/).map(Number)
      return Date.UTC(y!, mo! - 1, d, h, mi, s) / 1000 - zoneOf(vm.io.p).minutes * 60
    }
  }
  throw new Error(`no built-in ${name}`)
}

async function length(vm: Evaluator, args: readonly Expression[]): Promise<Value> {
  const [arg] = args
  if (!arg) return vm.text(vm.record.get(0)).length
  if (arg.kind === 'var' && vm.isTable(arg)) return vm.table(arg).size
  return vm.text(await vm.evaluate(arg)).length
}

async function split(vm: Evaluator, [of, into, by]: readonly Expression[]): Promise<Value> {
  if (!of || into?.kind !== 'var') throw new RunFault('type error in split', 'Not an array', true)
  const text = vm.text(await vm.evaluate(of))
  const separator = by ? await vm.source(by) : vm.textGlobal('FS')
  const found =
    by?.kind === 'regex' && separator === ' '
      ? text === ''
        ? []
        : text.split(' ')
      : by?.kind === 'regex' && separator.length === 1
        ? pieces(text, `(${separator})`, vm.patterns)
        : pieces(text, separator, vm.patterns)
  const table = vm.table(into)
  table.clear()
  for (const [i, each] of found.entries()) table.set(String(i + 1), new Input(each))
  return found.length
}

async function match(vm: Evaluator, [of, by]: readonly Expression[]): Promise<Value> {
  const m = vm.patterns.find(await vm.source(by!)).exec(vm.text(await vm.evaluate(of!)))
  vm.setGlobal('RSTART', m ? m.index + 1 : 0)
  vm.setGlobal('RLENGTH', m ? m[0].length : -1)
  return m ? m.index + 1 : 0
}

async function substitute(
  vm: Evaluator,
  [by, put, into]: readonly Expression[],
  all: boolean,
): Promise<Value> {
  const source = await vm.source(by!)
  const replacement = vm.text(await vm.evaluate(put!))
  const target: Target = (into as Target | undefined) ?? { kind: 'field', of: { kind: 'number', value: 0 } }
  const text = vm.text(await vm.evaluate(target))
  let count = 0
  let out = ''
  let at = 0
  let ended = -1
  for (const m of text.matchAll(vm.patterns.find(source))) {
    if (m[0] === '' && m.index === ended) continue
    count++
    out +=
      text.slice(at, m.index) + replacement.replace(/\\([\\&])|&/g, (_, c: string | undefined) => c ?? m[0])
    at = m.index + m[0].length
    ended = at
    if (!all) break
  }
  if (count > 0) await vm.assign(target, out + text.slice(at))
  return count
}
