import { SIGNALS, type Signal } from '../../../kernel/signals.ts'
import { integer } from '../arguments.ts'
import { valueError } from '../errors.ts'
import { Builtin, type Native, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import type { ModuleSource } from './index.ts'

const nameOf = (value: Value | undefined): Signal => {
  const number = integer(value)
  const found = Object.entries(SIGNALS).find(([, each]) => each === number)
  if (!found) throw valueError('signal number out of range')
  return found[0] as Signal
}

/** Stands for the default and for ignoring, as numbers do in C. */
const DEFAULT = 0n
const IGNORE = 1n

const set: Native = (vm, [number, handler = null]) => {
  const signal = nameOf(number)
  const before = vm.handlers.get(signal) ?? DEFAULT
  vm.handlers.set(signal, handler)
  if (handler === DEFAULT) vm.process.onSignal(signal, 'default')
  else if (handler === IGNORE) vm.process.onSignal(signal, 'ignore')
  else vm.process.onSignal(signal, () => vm.pendingSignals.push(signal))
  return before
}

const pause = async (vm: Vm): Promise<null> => {
  await vm.process.pause()
  await vm.tick()
  return null
}

/** `signal`. */
export const SIGNAL: ModuleSource = {
  kind: 'native',
  names: () => [
    ...Object.entries(SIGNALS)
      .filter(([name]) => !/[+-]/.test(name))
      .map(([name, number]) => [name, BigInt(number)] as const),
    ['SIG_DFL', DEFAULT],
    ['SIG_IGN', IGNORE],
    ['signal', new Builtin('signal', set)],
    ['getsignal', new Builtin('getsignal', (vm, [number]) => vm.handlers.get(nameOf(number)) ?? DEFAULT)],
    ['pause', new Builtin('pause', pause)],
  ],
}
