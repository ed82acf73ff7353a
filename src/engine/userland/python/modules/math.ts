import { integer, real } from '../arguments.ts'
import { raise, valueError } from '../errors.ts'
import { Builtin, type Native } from '../values.ts'
import type { ModuleSource } from './index.ts'

const of =
  (call: (...values: number[]) => number): Native =>
  (_vm, args) => {
    const result = call(...args.map(real))
    if (Number.isNaN(result) && !args.some((arg) => Number.isNaN(arg))) throw valueError('math domain error')
    return result
  }
const whole =
  (call: (value: number) => number): Native =>
  (_vm, [value]) => {
    if (typeof value === 'bigint') return value
    const result = call(real(value))
    if (!Number.isFinite(result)) throw raise('OverflowError', 'cannot convert float infinity to integer')
    return BigInt(result)
  }
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b))

/** `math`, the part that lessons use. */
export const MATH: ModuleSource = {
  kind: 'native',
  names: () => [
    ['pi', Math.PI],
    ['e', Math.E],
    ['inf', Infinity],
    ['nan', Number.NaN],
    ...Object.entries<Native>({
      floor: whole(Math.floor),
      ceil: whole(Math.ceil),
      trunc: whole(Math.trunc),
      sqrt: of(Math.sqrt),
      pow: of((a, b) => a ** b!),
      exp: of(Math.exp),
      log: of((a, b) => (a <= 0 ? Number.NaN : b === undefined ? Math.log(a) : Math.log(a) / Math.log(b))),
      log2: of(Math.log2),
      log10: of(Math.log10),
      sin: of(Math.sin),
      cos: of(Math.cos),
      tan: of(Math.tan),
      hypot: of(Math.hypot),
      fabs: of(Math.abs),
      gcd: (_vm, args) => args.map((arg) => BigInt(integer(arg))).reduce(gcd, 0n),
      factorial: (_vm, [value]) => {
        let result = 1n
        for (let i = 2; i <= integer(value); i++) result *= BigInt(i)
        return result
      },
      isnan: (_vm, [value]) => Number.isNaN(real(value)),
      isinf: (_vm, [value]) => Math.abs(real(value)) === Infinity,
    }).map(([name, call]) => [name, new Builtin(name, call)] as const),
  ],
}
