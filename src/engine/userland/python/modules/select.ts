import { integer, real } from '../arguments.ts'
import { Builtin, List, type Native, Tuple, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import type { ModuleSource } from './index.ts'

async function numberOf(vm: Vm, value: Value): Promise<number> {
  return typeof value === 'bigint' ? Number(value) : integer(await vm.callMethod(value, 'fileno'))
}

const select: Native = async (vm, [readers, writers, _errors, timeout]) => {
  const reading = await vm.list(readers!)
  const writing = await vm.list(writers!)
  const wanted = new Map<number, { fd: number; events: ('in' | 'out')[] }>()
  const want = async (value: Value, event: 'in' | 'out'): Promise<void> => {
    const fd = await numberOf(vm, value)
    const entry = wanted.get(fd) ?? { fd, events: [] }
    entry.events.push(event)
    wanted.set(fd, entry)
  }
  for (const value of reading) await want(value, 'in')
  for (const value of writing) await want(value, 'out')
  const wait = timeout === undefined || timeout === null ? undefined : Math.round(real(timeout) * 1e9)
  const ready = await vm.uninterrupted(() => vm.process.net.poll([...wanted.values()], wait))
  const among = async (values: readonly Value[], event: 'in' | 'out'): Promise<List> => {
    const found: Value[] = []
    for (const value of values) {
      const fd = await numberOf(vm, value)
      const state = ready.find((each) => each.fd === fd)
      if (state && (state[event] || state.error || (event === 'in' && state.hangup))) found.push(value)
    }
    return new List(found)
  }
  return new Tuple([await among(reading, 'in'), await among(writing, 'out'), new List([])])
}

/** `select`. */
export const SELECT: ModuleSource = {
  kind: 'native',
  names: () => [['select', new Builtin('select', select)]],
}
