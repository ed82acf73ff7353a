import { formatTime, momentOf, zoneOf } from '../calendar.ts'
import { optionTable, parseOptions } from '../options.ts'
import { uptimeOf } from '../processes.ts'
import { Failure, type Main, program } from '../program.ts'

const OPTIONS = optionTable('', '-c -r -n: -s:')

/** `dmesg` of busybox: the kernel's log. */
export const dmesgMain: Main = async (io) => {
  parseOptions(io, OPTIONS)
  for (const { time, text } of io.p.kernelLog()) await io.out.write(`${stampOf(time)}${text}\n`)
  return 0
}

/** `[    2.774916] `; nanoseconds since the kernel started. */
function stampOf(time: number): string {
  const micro = Math.floor(time / 1000)
  return `[${String(Math.floor(micro / 1e6)).padStart(5)}.${String(micro % 1e6).padStart(6, '0')}] `
}

const UTIL_LINUX = optionTable(
  '[options]',
  `-C/--clear -c/--read-clear !-D/--console-off -d/--show-delta !-E/--console-on -e/--reltime !-F/--file: -f/--facility: -H/--human !-J/--json
   -k/--kernel -L/--color:: -l/--level: !-n/--console-level: -P/--nopager -p/--force-prefix -r/--raw --noescape -S/--syslog !-s/--buffer-size:
   -u/--userspace !-w/--follow !-W/--follow-new -x/--decode -T/--ctime -t/--notime`,
  { suite: 'util-linux 2.38.1)' },
)
const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug']
const FACILITIES = ['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news']

/** `dmesg` of util-linux. */
export const dmesg = program('dmesg', async (io) => {
  const options = parseOptions(io, UTIL_LINUX)
  const wanted = (given: string | undefined, names: readonly string[]): readonly number[] | undefined =>
    given?.split(',').map((name) => {
      const at = names.indexOf(name)
      if (at < 0) throw new Failure(`unknown ${names === LEVELS ? 'level' : 'facility'} '${name}'`)
      return at
    })
  const levels = wanted(options.get('l'), LEVELS)
  const facilities = options.has('k') ? [0] : options.has('u') ? [1, 3] : wanted(options.get('f'), FACILITIES)
  const start = io.p.now() - BigInt(Math.round(uptimeOf(io.p) * 1e9))
  for (const { time, level, facility, text } of io.p.kernelLog()) {
    if (levels && !levels.includes(level)) continue
    if (facilities && !facilities.includes(facility)) continue
    const prefix = options.has('r')
      ? `<${facility * 8 + level}>`
      : options.has('x')
        ? `${FACILITIES[facility]!.padEnd(6)}:${LEVELS[level]!.padEnd(6)}: `
        : ''
    const stamp = options.has('t')
      ? ''
      : options.has('T')
        ? `[${formatTime('%a %b %e %H:%M:%S %Y', momentOf(start + BigInt(Math.round(time)), zoneOf(io.p)))}] `
        : stampOf(time)
    await io.out.write(`${prefix}${stamp}${text}\n`)
  }
  return 0
})
