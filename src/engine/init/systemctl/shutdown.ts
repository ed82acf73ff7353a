import type { Instant } from '../../base/time.ts'
import type { Process } from '../../kernel/process.ts'
import { formatTime, momentOf, zoneOf } from '../../userland/calendar.ts'
import { optionTable, parseOptions } from '../../userland/options.ts'
import { Failure, type Io } from '../../userland/program.ts'
import { textAt } from '../../userland/system-files.ts'
import { LOGIN_SOCKET, SCHEDULED, type ShutdownRequest } from '../login-requests.ts'
import { isBooted, NOT_BOOTED } from './bus.ts'

const OPTIONS = optionTable(
  '[OPTIONS...] [TIME] [WALL...]',
  '-H/--halt -P/--poweroff -r/--reboot -h -k -c --no-wall --show',
  { suite: 'systemd 252' },
)
const MINUTE = 60_000_000_000n

/** shutdown(8): how it is to end now, or the exit code where it does not. A later end is logind's business. */
export async function shutdownLater(io: Io): Promise<'reboot' | 'halt' | 'poweroff' | number> {
  const { p } = io
  const options = parseOptions(io, OPTIONS)
  if (!isBooted(p)) {
    await io.stderr(`${NOT_BOOTED}${NOT_BOOTED}Failed to talk to init daemon: Host is down\n`)
    return 1
  }
  if (options.has('show')) return show(io)
  const ask = (request: ShutdownRequest): Promise<unknown> => {
    if (!p.exists(LOGIN_SOCKET))
      throw new Failure('', 1, 'a shutdown at a later time is no part of this simulation here; use now')
    return p.connect(LOGIN_SOCKET).call(request)
  }
  if (options.has('c')) {
    await ask({ shutdown: undefined })
    return 0
  }
  const action = options.has('r') ? 'reboot' : options.has('H') ? 'halt' : 'poweroff'
  const [time = '+1'] = options.operands
  if (options.has('k')) return 0
  if (time === 'now' || time === '+0') return action
  const at = timeOf(p, time)
  if (at === undefined) throw new Failure('', 1, `Failed to parse time specification: ${time}`)
  await ask({ shutdown: { action, at } })
  await io.stderr(`${sentence(p, action, at)}\n`)
  return 0
}

/** `+5`, minutes from now; `23:00`, when it is that next. */
function timeOf(p: Process, text: string): Instant | undefined {
  const minutes = /^\+?(\d+)$/.exec(text)?.[1]
  if (minutes !== undefined) return p.now() + BigInt(minutes) * MINUTE
  const [, hour, minute] = /^(\d{1,2}):(\d\d)$/.exec(text) ?? []
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined
  const now = momentOf(p.now(), zoneOf(p))
  const ahead = (Number(hour) - now.hour) * 60 + Number(minute) - now.minute
  const start = p.now() - BigInt(now.second) * 1_000_000_000n - BigInt(now.nanos)
  return start + BigInt(ahead > 0 ? ahead : ahead + 1440) * MINUTE
}

const sentence = (p: Process, action: string, at: Instant): string =>
  `${action === 'reboot' ? 'Reboot' : 'Shutdown'} scheduled for ${formatTime('%a %Y-%m-%d %H:%M:%S %Z', momentOf(at, zoneOf(p)))}, use 'shutdown -c' to cancel.`

async function show(io: Io): Promise<number> {
  const text = textAt(io.p, SCHEDULED) ?? ''
  const [, micros] = /^USEC=(\d+)$/m.exec(text) ?? []
  const [, mode = ''] = /^MODE=(.*)$/m.exec(text) ?? []
  if (micros === undefined) throw new Failure('', 1, 'No scheduled shutdown.')
  await io.stderr(`${sentence(io.p, mode, BigInt(micros) * 1000n)}\n`)
  return 0
}
