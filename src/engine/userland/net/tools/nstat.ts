import { isErrno } from '../../../base/errors.ts'
import { optionTable, parseOptions } from '../../options.ts'
import { Failure, program } from '../../program.ts'
import { fieldsIn } from '../../system-files.ts'
import { COUNTERS } from './statistics.ts'

const OPTIONS = optionTable(
  '[OPTION] [ PATTERN [ PATTERN ] ]',
  '-a/--ignore !-d/--scan: -j/--json -n/--nooutput -p/--pretty -r/--reset -s/--noupdate !-t/--interval: -V -z/--zeros',
)

const matcher = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )

/** `nstat`: counters of the network since it was asked last (iproute2 6.1.0). */
export const nstat = program('nstat', async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.has('V')) throw new Failure('nstat utility, iproute2-6.1.0\n', 0)
  const history = `/tmp/.nstat.u${io.p.credentials.uid}`
  const before = new Map(
    options.has('a', 'r')
      ? []
      : fieldsIn(io.p, history).map(([name = '', value = '']) => [name, Number(value)]),
  )
  const now = COUNTERS.map(([group, name]) => [`${group}${name}`, io.p.net.counter(group, name)] as const)
  const patterns = options.operands.map(matcher)
  const shown = now
    .filter(([name]) => patterns.length === 0 || patterns.some((pattern) => pattern.test(name)))
    .map(([name, value]) => [name, value - (before.get(name) ?? 0)] as const)
    .filter(([, value]) => options.has('z') || value !== 0)
  if (!options.has('s')) {
    try {
      io.p.writeFile(history, `#kernel\n${now.map(([name, value]) => `${name} ${value}\n`).join('')}`, 0o600)
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure(`open history file: ${error.message}`)
    }
  }
  if (options.has('n')) return 0
  if (options.has('j')) {
    await io.out.write(`${JSON.stringify({ kernel: Object.fromEntries(shown) })}\n`)
    return 0
  }
  const rows = shown.map(([name, value]) => `${name.padEnd(32)}${String(value).padEnd(16)}   0.0\n`)
  await io.out.write(`#kernel\n${rows.join('')}`)
  return 0
})
