import { formatTime, momentOf, zoneOf } from '../../userland/calendar.ts'
import type { Io } from '../../userland/program.ts'
import { namesIn } from '../../userland/system-files.ts'
import { readText } from '../manager/files.ts'

/** Last lines of a unit in the journal, as `systemctl status` shows them. */
export async function journalLines(io: Io, unit: string, count: number): Promise<string[]> {
  const { p } = io
  const found: string[] = []
  for (const root of ['/var/log/journal', '/run/log/journal'])
    for (const machine of namesIn(p, root))
      for (const name of namesIn(p, `${root}/${machine}`))
        for (const block of readText(p, `${root}/${machine}/${name}`).split('\n\n')) {
          const field = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(block)?.[1]
          if (field('_SYSTEMD_UNIT') !== unit && field('UNIT') !== unit) continue
          const at = BigInt(field('__REALTIME_TIMESTAMP') ?? 0) * 1000n
          const time = formatTime('%b %d %H:%M:%S', momentOf(at, zoneOf(p)))
          found.push(
            `${time} ${field('_HOSTNAME')} ${field('SYSLOG_IDENTIFIER')}[${field('_PID')}]: ${field('MESSAGE')}\n`,
          )
        }
  return found.slice(-count)
}
