import { bytesOf } from '../base/body.ts'
import { formatTime, momentOf, zoneOf } from './calendar.ts'
import { optionTable, parseOptions } from './options.ts'
import { uptimeOf } from './processes.ts'
import type { Io, Main } from './program.ts'
import { program } from './program.ts'
import { toText } from './text.ts'

const FREE = optionTable(
  '[options]',
  '-b/--bytes -k/--kibi -m/--mebi -g/--gibi -h/--human --si -w/--wide -t/--total !-s/--seconds: !-c/--count: !-l/--lohi',
  {
    suite: 'procps-ng) 4.0.2',
  },
)
const UPTIME = optionTable('[options]', '-p/--pretty -s/--since', { suite: 'procps-ng) 4.0.2' })

const read = (io: Io, path: string): string => toText(bytesOf(io.p.readFile(path)))

/** `1.5Gi`: three figures at most, as procps scales. */
function procpsHuman(kilobytes: number): string {
  const units = ['Ki', 'Mi', 'Gi', 'Ti']
  if (kilobytes === 0) return '0B'
  let value = kilobytes
  for (const unit of units) {
    const text = value < 10 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.floor(value))
    if (text.length <= 3 && value < 1000)
      return `${value < 9.95 && unit !== 'Ki' ? value.toFixed(1) : Math.floor(value)}${unit}`
    value /= 1024
  }
  return `${Math.floor(value)}Pi`
}

export const freeMain: Main = async (io) => {
  const options = parseOptions(io, FREE)
  const info = read(io, '/proc/meminfo')
  const kb = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(info)?.[1] ?? 0)
  const cache = kb('Buffers') + kb('Cached') + kb('SReclaimable')
  const [total, free, available] = [kb('MemTotal'), kb('MemFree'), kb('MemAvailable')]
  const used = io.busybox ? total - free - cache : total - available
  const swap = [kb('SwapTotal'), kb('SwapTotal') - kb('SwapFree'), kb('SwapFree')]
  const unit = options.last('b', 'k', 'm', 'g', 'h') ?? 'k'
  const show = (value: number): string => {
    if (unit === 'h') return io.busybox ? busyboxHuman(value) : procpsHuman(value)
    if (unit === 'b') return String(value * 1024)
    return String(
      unit === 'm' ? Math.floor(value / 1024) : unit === 'g' ? Math.floor(value / 1048576) : value,
    )
  }
  const row = (name: string, values: number[]): string =>
    `${name.padEnd(io.busybox ? 7 : 8)}${values.map((value) => show(value).padStart(12)).join('')}\n`
  const lead = io.busybox ? '' : ' '
  await io.out.write(
    `${lead}              total        used        free      shared  buff/cache   available\n`,
  )
  await io.out.write(row('Mem:', [total, used, free, kb('Shmem'), cache, available]))
  await io.out.write(row('Swap:', swap))
  if (options.has('t'))
    await io.out.write(row('Total:', [total + swap[0]!, used + swap[1]!, free + swap[2]!]))
  return 0
}

function busyboxHuman(kilobytes: number): string {
  if (kilobytes === 0) return '0'
  const units = ['K', 'M', 'G', 'T']
  let value = kilobytes
  let unit = 0
  while (value >= 1024 && unit < 3) {
    value /= 1024
    unit++
  }
  return `${value.toFixed(1)}${units[unit]}`
}

export const uptimeMain: Main = async (io) => {
  const options = parseOptions(io, UPTIME)
  const up = uptimeOf(io.p)
  const now = io.p.now()
  const zone = zoneOf(io.p)
  const days = Math.floor(up / 86400)
  const hours = Math.floor(up / 3600) % 24
  const minutes = Math.floor(up / 60) % 60
  if (options.has('s')) {
    await io.out.write(
      `${formatTime('%Y-%m-%d %H:%M:%S', momentOf(now - BigInt(Math.floor(up * 1e9)), zone))}\n`,
    )
    return 0
  }
  const many = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`
  if (options.has('p')) {
    const parts = [
      days > 0 ? many(days, 'day') : '',
      hours > 0 ? many(hours, 'hour') : '',
      many(minutes, 'minute'),
    ].filter(Boolean)
    await io.out.write(`up ${parts.join(', ')}\n`)
    return 0
  }
  const clock =
    hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}` : `${minutes} min`
  const load = read(io, '/proc/loadavg').split(' ').slice(0, 3).join(', ')
  const users = io.busybox ? '0 users' : '1 user'
  await io.out.write(
    ` ${formatTime('%H:%M:%S', momentOf(now, zone))} up ${days > 0 ? `${many(days, 'day')}, ` : ''}${clock},  ${users},  load average: ${load}\n`,
  )
  return 0
}

/** Nothing waits to be written. */
export const syncMain: Main = async () => 0

export const free = program('free', freeMain)
export const uptime = program('uptime', uptimeMain)
export const sync = program('sync', syncMain)
