import { ERRNO_NUMBERS } from '../errors.ts'
import { Dict } from '../values.ts'
import type { ModuleSource } from './index.ts'

/** `errno`. */
export const ERRNO_MODULE: ModuleSource = {
  kind: 'native',
  names: (vm) => {
    const codes = new Dict()
    for (const [name, number] of Object.entries(ERRNO_NUMBERS))
      codes.entries.set(vm.hashKey(BigInt(number)), [BigInt(number), name])
    return [
      ...Object.entries(ERRNO_NUMBERS).map(([name, number]) => [name, BigInt(number)] as const),
      ['EWOULDBLOCK', 11n],
      ['errorcode', codes],
    ]
  },
}
