import { argument, integer, real } from '../arguments.ts'
import { valueError } from '../errors.ts'
import { Builtin, type Native, Tuple, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import type { ModuleSource } from './index.ts'

const seconds = (vm: Vm): number => Number(vm.process.now()) / 1e9

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const two = (value: number): string => String(value).padStart(2, '0')

/** Year, month, day, hour, minute, second, weekday from Monday, day of the year, no summer time. */
function parts(at: number): Tuple {
  const date = new Date(Math.floor(at) * 1000)
  const day = Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1
  return new Tuple(
    [
      date.getUTCFullYear(),
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      date.getUTCSeconds(),
      (date.getUTCDay() + 6) % 7,
      day,
      0,
    ].map(BigInt),
  )
}

/** `strftime` in UTC and the C locale. */
export function formatTime(format: string, time: readonly Value[]): string {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, weekday = 0, yearDay = 1] =
    time.map(Number)
  const table: Readonly<Record<string, string>> = {
    Y: String(year),
    y: two(year % 100),
    m: two(month),
    d: two(day),
    H: two(hour),
    I: two(hour % 12 || 12),
    M: two(minute),
    S: two(second),
    p: hour < 12 ? 'AM' : 'PM',
    j: String(yearDay).padStart(3, '0'),
    a: DAYS[weekday]!.slice(0, 3),
    A: DAYS[weekday]!,
    b: MONTHS[month - 1]!.slice(0, 3),
    B: MONTHS[month - 1]!,
    Z: 'UTC',
    z: '+0000',
    '%': '%',
  }
  const whole = format
    .replaceAll('%T', '%H:%M:%S')
    .replaceAll('%F', '%Y-%m-%d')
    .replaceAll('%c', '%a %b %e %H:%M:%S %Y')
    .replaceAll('%e', String(day).padStart(2, ' '))
  return whole.replace(/%([a-zA-Z%])/g, (all, letter: string) => table[letter] ?? all)
}

const timeOf = (vm: Vm, value: Value | undefined): readonly Value[] =>
  value instanceof Tuple
    ? value.items
    : parts(value === undefined || value === null ? seconds(vm) : real(value)).items

const FUNCTIONS: Readonly<Record<string, Native>> = {
  time: (vm) => seconds(vm),
  time_ns: (vm) => vm.process.now(),
  monotonic: (vm) => seconds(vm) - 1.6e9,
  monotonic_ns: (vm) => vm.process.now() - 1_600_000_000_000_000_000n,
  perf_counter: (vm) => seconds(vm) - 1.6e9,
  process_time: () => 0.02,
  sleep: async (vm, [duration]) => {
    const wanted = real(duration)
    if (wanted < 0) throw valueError('sleep length must be non-negative')
    const until = vm.process.now() + BigInt(Math.round(wanted * 1e9))
    for (;;) {
      const left = Number(until - vm.process.now())
      if (left <= 0) return null
      await vm.process.sleep(left)
      await vm.tick()
    }
  },
  gmtime: (vm, [at]) => new Tuple(timeOf(vm, at)),
  localtime: (vm, [at]) => new Tuple(timeOf(vm, at)),
  strftime: (vm, args, keywords) => formatTime(String(args[0]), timeOf(vm, argument(args, keywords, 1, 't'))),
  ctime: (vm, [at]) => formatTime('%a %b %e %H:%M:%S %Y', timeOf(vm, at)),
  asctime: (vm, [at]) => formatTime('%a %b %e %H:%M:%S %Y', timeOf(vm, at)),
  mktime: (_vm, [time]) => {
    const [year, month, day, hour, minute, second] = (time as Tuple).items.map((item) => integer(item))
    return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) / 1000
  },
}

/** `time`, in UTC. */
export const TIME: ModuleSource = {
  kind: 'native',
  names: () => [
    ...Object.entries(FUNCTIONS).map(([name, call]) => [name, new Builtin(name, call)] as const),
    ['timezone', 0n],
    ['tzname', new Tuple(['UTC', 'UTC'])],
  ],
}
