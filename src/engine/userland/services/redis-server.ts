import type { Instant } from '../../base/time.ts'
import type { Program } from '../../kernel/process.ts'

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** `22 Nov 2026 08:00:01.123`, as Redis begins its log lines. */
function stamp(at: Instant): string {
  const date = new Date(Number(at / 1_000_000n))
  const two = (n: number): string => String(n).padStart(2, '0')
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':')
  const ms = String(date.getUTCMilliseconds()).padStart(3, '0')
  return `${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${time}.${ms}`
}

/** redis-server: its start-up log, then it waits for SIGTERM or SIGINT. It answers no clients yet. */
export const redisServer: Program = {
  name: 'redis-server',
  async run(process) {
    const version = process.env.get('REDIS_VERSION') ?? '7.2.5'
    const options = process.argv.slice(1)
    if (options[0] === '--version' || options[0] === '-v') {
      await process.write(
        1,
        `Redis server v=${version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0\n`,
      )
      return 0
    }
    const port =
      options[options.indexOf('--port') + 1] && options.includes('--port')
        ? options[options.indexOf('--port') + 1]
        : '6379'
    const log = (role: 'C' | 'M', level: '*' | '#', text: string): Promise<void> =>
      process.write(1, `${process.pid}:${role} ${stamp(process.now())} ${level} ${text}\n`)
    let ending: string | undefined
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.onSignal(signal, () => {
        ending = signal
      })
    await log('C', '*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo')
    await log(
      'C',
      '*',
      `Redis version=${version}, bits=64, commit=00000000, modified=0, pid=${process.pid}, just started`,
    )
    if (options.length === 0)
      await log(
        'C',
        '#',
        'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
      )
    else await log('C', '*', 'Configuration loaded')
    process.setTitle(`${process.argv[0]} *:${port}`)
    await log('M', '*', 'monotonic clock: POSIX clock_gettime')
    await log('M', '*', `Running mode=standalone, port=${port}.`)
    await log('M', '*', 'Server initialized')
    await log('M', '*', 'Ready to accept connections tcp')
    while (ending === undefined) await process.pause()
    await log('M', '*', `Received ${ending} scheduling shutdown...`)
    await log('M', '*', 'User requested shutdown...')
    await log('M', '*', 'Saving the final RDB snapshot before exiting.')
    await log('M', '*', 'DB saved on disk')
    await log('M', '#', 'Redis is now ready to exit, bye bye...')
    return 0
  },
}
