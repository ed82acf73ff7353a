import type { PowerAction } from '../../kernel/platform.ts'
import { optionTable, parseOptions } from '../options.ts'
import type { Main } from '../program.ts'

const OPTIONS = optionTable('', '-d: -n -f -w')

/** `reboot`, `poweroff`, `halt` of busybox: with `-f` at once, else process 1 is asked by a signal. */
export const powerMain =
  (action: PowerAction): Main =>
  async (io) => {
    const options = parseOptions(io, OPTIONS)
    const delay = Number(options.get('d') ?? 0)
    if (delay > 0) await io.p.sleep(delay * 1e9)
    if (options.has('f')) return io.p.reboot(action)
    const signal = action === 'restart' ? 'SIGTERM' : action === 'poweroff' ? 'SIGUSR2' : 'SIGUSR1'
    io.p.kill(1, signal)
    return 0
  }
