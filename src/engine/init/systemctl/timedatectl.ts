import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { formatTime, momentOf, UTC, zoneOf } from '../../userland/calendar.ts'
import { optionTable, parseOptions } from '../../userland/options.ts'
import { Failure, type Io, program } from '../../userland/program.ts'
import { demandBus, refusedVerb } from './bus.ts'

const OPTIONS = optionTable(
  '[OPTIONS...] COMMAND ...',
  '--no-pager --no-ask-password !-H/--host: !-M/--machine: --adjust-system-clock --monitor -p/--property: -a/--all --value -P:',
  { suite: 'systemd 252' },
)
const ZONES = '/usr/share/zoneinfo'
const LEFT_OUT = ['set-time', 'set-local-rtc', 'list-timezones']

/** timedatectl of systemd 252. Nothing here sets the clock by the network. */
export const timedatectl = program('timedatectl', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [verb = 'status', value] = options.operands
  demandBus(io, 'Failed to query server')
  const { p } = io
  const stamp = (zone: typeof UTC, withName: boolean): string =>
    formatTime(`%a %Y-%m-%d %H:%M:%S${withName ? ' %Z' : ''}`, momentOf(p.now(), zone))
  switch (verb) {
    case 'status': {
      const zone = formatTime('%Z, %z', momentOf(p.now(), zoneOf(p)))
      await io.out.write(`               Local time: ${stamp(zoneOf(p), true)}
           Universal time: ${stamp(UTC, true)}
                 RTC time: ${stamp(UTC, false)}
                Time zone: ${zoneName(p)} (${zone})
System clock synchronized: no
              NTP service: n/a
          RTC in local TZ: no
`)
      return 0
    }
    case 'show': {
      const all: [string, string][] = [
        ['Timezone', zoneName(p)],
        ['LocalRTC', 'no'],
        ['CanNTP', 'no'],
        ['NTP', 'no'],
        ['NTPSynchronized', 'no'],
        ['TimeUSec', stamp(zoneOf(p), true)],
        ['RTCTimeUSec', stamp(zoneOf(p), true)],
      ]
      const wanted = [...options.all('p'), ...options.all('P')].flatMap((text) => text.split(','))
      const bare = options.has('value', 'P')
      for (const [name, text] of all)
        if (wanted.length === 0 || wanted.includes(name))
          await io.out.write(`${bare ? '' : `${name}=`}${text}\n`)
      return 0
    }
    case 'set-timezone':
      setZone(io, value ?? '')
      return 0
    case 'set-ntp':
      throw new Failure('', 1, 'Failed to set ntp: NTP not supported')
    default:
      throw refusedVerb('timedatectl', verb, LEFT_OUT)
  }
})

/** What /etc/localtime leads to; UTC without it (get_timezone). */
function zoneName(p: Process): string {
  try {
    return p.readlink('/etc/localtime').replace(/^.*zoneinfo\//, '')
  } catch (error) {
    if (!isErrno(error)) throw error
    return 'UTC'
  }
}

function setZone({ p }: Io, name: string): void {
  const path = `${ZONES}/${name}`
  if (name !== 'UTC' && (name === '' || !p.exists(path)))
    throw new Failure('', 1, `Failed to set time zone: Invalid or not installed time zone '${name}'`)
  try {
    if (p.exists('/etc/localtime')) p.unlink('/etc/localtime')
    p.symlink(path, '/etc/localtime')
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure('', 1, `Failed to set time zone: ${error.message}`)
  }
}
