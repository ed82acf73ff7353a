import type { Instant } from '../../base/time.ts'
import { optionTable, parseOptions } from '../../userland/options.ts'
import { Failure, type Io, program } from '../../userland/program.ts'
import { bootOf } from '../boot-time.ts'
import type { StateInfo, UnitInfo } from '../requests.ts'
import { ask, unitInfo } from './bus.ts'

const OPTIONS = optionTable(
  '[OPTIONS...] COMMAND ...',
  '--no-pager --system --fuzz: !--user !--order !--require !--dot',
  {
    suite: 'systemd 252',
  },
)

/** `1min 2.345s`, `12.032s`, `68ms`: in milliseconds (format_timespan). */
export function span(nanoseconds: bigint): string {
  const ms = Number(nanoseconds / 1_000_000n)
  if (ms < 1000) return `${ms}ms`
  const minutes = Math.floor(ms / 60_000)
  const seconds = `${((ms % 60_000) / 1000).toFixed(3)}s`
  return minutes > 0 ? `${minutes}min ${seconds}` : seconds
}

/** `systemd-analyze`: how long the boot took, and what of it. */
export const systemdAnalyze = program('systemd-analyze', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [verb = 'time', ...names] = options.operands
  const state = await ask<StateInfo>(io, { method: 'State' })
  if (state.finished === undefined)
    throw new Failure(
      '',
      1,
      "Bootup is not yet finished (org.freedesktop.systemd1.Manager.FinishTimestampMonotonic=0).\nPlease try again later.\nHint: Use 'systemctl list-jobs' to see active jobs",
    )
  switch (verb) {
    case 'time':
      return time(io, state, state.finished)
    case 'blame':
      return blame(io)
    case 'critical-chain':
      return criticalChain(io, state, names[0] ?? 'default.target')
    default:
      throw new Failure('', 1, `Unknown command verb ${verb}.`)
  }
})

async function time(io: Io, { started }: StateInfo, finished: Instant): Promise<number> {
  const kernel = started - bootOf(io.p)
  const user = finished - started
  await io.out.write(
    `Startup finished in ${span(kernel)} (kernel) + ${span(user)} (userspace) = ${span(kernel + user)} \n`,
  )
  const { name, since } = await unitInfo(io, 'default.target')
  if (since.active !== undefined)
    await io.out.write(`${name} reached after ${span(since.active - started)} in userspace.\n`)
  else await io.out.write(`${name} was never reached\n`)
  return 0
}

/** How long a unit took to start; undefined where it is not up. */
const took = ({ since, active }: UnitInfo): bigint | undefined =>
  active === 'active' || active === 'inactive'
    ? since.activating !== undefined && since.active !== undefined && since.active >= since.activating
      ? since.active - since.activating
      : undefined
    : undefined

async function blame(io: Io): Promise<number> {
  const all = await ask<UnitInfo[]>(io, { method: 'ListUnits' })
  const rows = all
    .map((info) => [took(info) ?? 0n, info.name] as const)
    .filter(([span]) => span >= 1_000_000n)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a > b ? -1 : 1))
    .map(([length, name]) => [span(length), name] as const)
  const width = Math.max(0, ...rows.map(([text]) => text.length))
  for (const [text, name] of rows) await io.out.write(`${text.padStart(width)} ${name}\n`)
  return 0
}

/** The unit before, of those it comes after, that was up last. */
async function criticalChain(io: Io, { started }: StateInfo, from: string): Promise<number> {
  await io.out.write(
    'The time when unit became active or started is printed after the "@" character.\nThe time the unit took to start is printed after the "+" character.\n\n',
  )
  const seen = new Set<string>()
  let unit: UnitInfo | undefined = await unitInfo(io, from)
  for (let depth = 0; unit && !seen.has(unit.name); depth++) {
    seen.add(unit.name)
    const at = unit.since.active === undefined ? '' : ` @${span(unit.since.active - started)}`
    const length = took(unit)
    const plus = length !== undefined && length >= 1_000_000n ? ` +${span(length)}` : ''
    await io.out.write(`${depth === 0 ? '' : `${'  '.repeat(depth - 1)}└─`}${unit.name}${at}${plus}\n`)
    unit = await latestBefore(io, unit, seen)
  }
  return 0
}

async function latestBefore(
  io: Io,
  unit: UnitInfo,
  seen: ReadonlySet<string>,
): Promise<UnitInfo | undefined> {
  let latest: UnitInfo | undefined
  for (const name of unit.others.After ?? []) {
    const other = await unitInfo(io, name)
    const at = other.since.active
    if (seen.has(name) || at === undefined || at > (unit.since.active ?? at)) continue
    if (latest?.since.active === undefined || at > latest.since.active) latest = other
  }
  return latest
}
