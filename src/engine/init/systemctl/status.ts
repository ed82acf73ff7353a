import type { Instant } from '../../base/time.ts'
import { formatTime, momentOf, zoneOf } from '../../userland/calendar.ts'
import type { Options } from '../../userland/options.ts'
import { commandLine, processes } from '../../userland/processes.ts'
import type { Io } from '../../userland/program.ts'
import { namesIn, textAt } from '../../userland/system-files.ts'
import { journalLines } from '../journal/read.ts'
import { UnitFiles } from '../manager/files.ts'
import type { StateInfo, UnitInfo } from '../requests.ts'
import { VERSION } from '../version.ts'
import { ask, dotOf, mangled, unitInfo } from './bus.ts'
import { fileState } from './unit-files.ts'

const CGROUP = '/sys/fs/cgroup'

/** `1min 4s ago`, with the two largest units (format_timestamp_relative). */
export function ago(from: Instant, now: Instant): string {
  const seconds = Math.max(0, Number((now - from) / 1_000_000n) / 1000)
  const units: [number, string][] = [
    [86400, 'day'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ]
  if (seconds < 1) return `${Math.round(seconds * 1000)}ms ago`
  const parts: string[] = []
  let left = Math.floor(seconds)
  for (const [size, name] of units) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0 && parts.length < 2)
      parts.push(name === 'day' ? `${count} day${count === 1 ? '' : 's'}` : `${count}${name}`)
  }
  return `${parts.join(' ')} ago`
}

const when = (io: Io, at: Instant): string =>
  `${formatTime('%a %Y-%m-%d %H:%M:%S %Z', momentOf(at, zoneOf(io.p)))}; ${ago(at, io.p.now())}`

/** `systemctl status` of units, or of the whole system. */
export async function status(io: Io, options: Options, names: readonly string[]): Promise<number> {
  if (names.length === 0) return systemStatus(io)
  let code = 0
  for (const [i, name] of names.entries()) {
    if (i > 0) await io.out.write('\n')
    const info = await unitInfo(io, mangled(name))
    if (info.load === 'not-found') {
      await io.stderr(`Unit ${mangled(name)} could not be found.\n`)
      code = 4
      continue
    }
    await unitStatus(io, info, options)
    if (info.active !== 'active' && info.active !== 'reloading') code = 3
  }
  return code
}

async function unitStatus(io: Io, info: UnitInfo, options: Options): Promise<void> {
  const { name, description, load, path, active, sub, result, since, documentation, mainPid } = info
  const title = description === name ? name : `${name} - ${description}`
  await io.out.write(`${dotOf(io, info)} ${title}\n`)
  const state = path === undefined ? undefined : fileState(io.p, new UnitFiles(io.p), name)
  const file =
    path === undefined
      ? ''
      : ` (${info.source ?? path}${state ? `; ${state.state}${state.preset === '-' ? '' : `; preset: ${state.preset}`}` : ''})`
  await io.out.write(
    `     Loaded: ${load}${load === 'masked' ? ` (Reason: Unit ${name} is masked.)` : file}\n`,
  )
  if (info.dropIns.length > 0) {
    const folder = info.dropIns[0]!.replace(/\/[^/]*$/, '')
    const files = info.dropIns.map((one) => one.slice(one.lastIndexOf('/') + 1))
    await io.out.write(`    Drop-In: ${folder}\n             └─${files.join(', ')}\n`)
  }
  const at = active === 'active' ? since.active : active === 'activating' ? since.activating : since.inactive
  const why = active === 'failed' && result !== 'success' ? ` (Result: ${result})` : ` (${sub})`
  await io.out.write(`     Active: ${active}${why}${at === undefined ? '' : ` since ${when(io, at)}`}\n`)
  if (info.skipped !== undefined) {
    const [, check = info.skipped] = /\((.*)\)\.$/.exec(info.skipped) ?? []
    await io.out.write(`  Condition: start condition failed\n             └─ ${check} was not met\n`)
  }
  if (info.mount) await io.out.write(`      Where: ${info.mount.where}\n       What: ${info.mount.what}\n`)
  for (const [kind, label] of [
    ['TriggeredBy', 'TriggeredBy: '],
    ['Triggers', '   Triggers: '],
  ] as const)
    for (const [i, other] of (info.others[kind] ?? []).entries())
      await io.out.write(
        `${i === 0 ? label : ' '.repeat(13)}${dotOf(io, await unitInfo(io, other))} ${other}\n`,
      )
  for (const [i, doc] of documentation.entries())
    await io.out.write(`${i === 0 ? '       Docs: ' : '             '}${doc}\n`)
  const known = new Map(processes(io.p).map((one) => [one.pid, one]))
  const main = known.get(mainPid)
  if (main) await io.out.write(`   Main PID: ${mainPid} (${main.comm})\n`)
  else if (info.mainStatus !== undefined) await io.out.write(`   Main PID: n/a (code=${info.mainStatus})\n`)
  if (info.status) await io.out.write(`     Status: "${info.status}"\n`)
  if (info.group !== undefined && active === 'active') await groupLines(io, info.group)
  else if (info.mount && active === 'active')
    await io.out.write(
      `      Tasks: 0 (limit: 1119)\n     Memory: 12.0K\n        CPU: 4ms\n     CGroup: ${info.group}\n`,
    )
  else if (info.mount && active === 'failed') await io.out.write('        CPU: 4ms\n')
  if (options.get('n') === '0') return
  const lines = await journalLines(io, name, Number(options.get('n') ?? 10))
  if (lines.length > 0) await io.out.write(`\n${lines.join('')}`)
}

const membersOf = (io: Io, path: string): number[] =>
  (textAt(io.p, `${CGROUP}${path}/cgroup.procs`) ?? '').split('\n').filter(Boolean).map(Number)

const groupsIn = (io: Io, path: string): string[] =>
  namesIn(io.p, `${CGROUP}${path}`).filter((name) => /\.(slice|scope|service|mount|socket|swap)$/.test(name))

async function groupLines(io: Io, path: string): Promise<void> {
  const all = [path, ...groupsIn(io, path).map((name) => `${path}/${name}`)].flatMap((one) =>
    membersOf(io, one),
  )
  if (all.length === 0) return
  await io.out.write(
    `      Tasks: ${all.length} (limit: 1119)\n     Memory: ${(all.length * 0.4).toFixed(1)}M\n        CPU: 10ms\n`,
  )
  await io.out.write(`     CGroup: ${path}\n`)
  await treeOf(io, path, '             ')
}

/** Processes and groups below a group, as a tree. */
async function treeOf(io: Io, path: string, lead: string): Promise<void> {
  const known = new Map(processes(io.p).map((one) => [one.pid, one]))
  // Threads of the kernel have no command line and are not shown.
  const pids = membersOf(io, path).filter((pid) => (known.get(pid)?.argv.length ?? 0) > 0)
  const groups = groupsIn(io, path).filter((name) => populated(io, `${path === '/' ? '' : path}/${name}`))
  const width = Math.max(0, ...pids.map((pid) => String(pid).length))
  for (const [i, pid] of pids.entries()) {
    const last = i === pids.length - 1 && groups.length === 0
    await io.out.write(
      `${lead}${last ? '└─' : '├─'}${String(pid).padStart(width)} ${commandLine(known.get(pid)!)}\n`,
    )
  }
  for (const [i, name] of groups.entries()) {
    const last = i === groups.length - 1
    await io.out.write(`${lead}${last ? '└─' : '├─'}${name}\n`)
    await treeOf(io, `${path === '/' ? '' : path}/${name}`, `${lead}${last ? '  ' : '│ '}`)
  }
}

const populated = (io: Io, path: string): boolean =>
  membersOf(io, path).length > 0 || groupsIn(io, path).some((name) => populated(io, `${path}/${name}`))

async function systemStatus(io: Io): Promise<number> {
  const { state, loaded, jobs, failed, started } = await ask<StateInfo>(io, { method: 'State' })
  const dot = dotOf(io, {
    active: state === 'running' ? 'active' : failed > 0 ? 'failed' : 'activating',
    load: 'loaded',
  })
  await io.out.write(`${dot} ${io.p.hostname()}
    State: ${state}
    Units: ${loaded} loaded (incl. loaded aliases)
     Jobs: ${jobs} queued
   Failed: ${failed} units
    Since: ${when(io, started)}
  systemd: ${VERSION}
   CGroup: /
`)
  await treeOf(io, '/', '           ')
  return 0
}
