import { integer, real } from '../arguments.ts'
import { raise, valueError } from '../errors.ts'
import { Builtin, type List, type Native, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import type { ModuleSource } from './index.ts'

/** A number in [0, 1): from the process's own stream, so that a lesson gives the same each time. */
const unit = (vm: Vm): number => vm.process.random.below(2 ** 32) / 2 ** 32
const below = (vm: Vm, limit: number): number => Math.floor(unit(vm) * limit)

const FUNCTIONS: Readonly<Record<string, Native>> = {
  random: (vm) => unit(vm),
  uniform: (vm, [a, b]) => real(a) + unit(vm) * (real(b) - real(a)),
  randint: (vm, [a, b]) => {
    if (integer(b) < integer(a))
      throw valueError(
        `empty range for randrange() (${a}, ${integer(b) + 1}, ${integer(b) - integer(a) + 1})`,
      )
    return BigInt(integer(a) + below(vm, integer(b) - integer(a) + 1))
  },
  randrange: (vm, [a, b]) => {
    const [low, high] = b === undefined ? [0, integer(a)] : [integer(a), integer(b)]
    return BigInt(low + below(vm, high - low))
  },
  choice: async (vm, [value]) => {
    const items = await vm.list(value!)
    if (items.length === 0) throw raise('IndexError', 'Cannot choose from an empty sequence')
    return items[below(vm, items.length)]!
  },
  shuffle: (vm, [value]) => {
    const { items } = value as List
    for (let i = items.length - 1; i > 0; i--) {
      const j = below(vm, i + 1)
      const kept: Value = items[i]!
      items[i] = items[j]!
      items[j] = kept
    }
    return null
  },
  seed: () => null,
}

/** `random`. */
export const RANDOM: ModuleSource = {
  kind: 'native',
  names: () => Object.entries(FUNCTIONS).map(([name, call]) => [name, new Builtin(name, call)] as const),
}
