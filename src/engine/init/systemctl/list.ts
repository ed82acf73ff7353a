import type { Options } from '../../userland/options.ts'
import type { Io } from '../../userland/program.ts'
import type { JobInfo, UnitInfo } from '../requests.ts'
import { ask, mangled, unitInfo } from './bus.ts'

const typeName = (name: string): string => name.slice(name.lastIndexOf('.') + 1)
const lower = (a: string, b: string): number => (a.toLowerCase() < b.toLowerCase() ? -1 : a === b ? 0 : 1)

/** By type, then by name (compare_unit_info). */
const inOrder = (a: UnitInfo, b: UnitInfo): number =>
  lower(typeName(a.name), typeName(b.name)) || lower(a.name, b.name)

/** A glob of the command line. */
export function matcher(patterns: readonly string[]): (name: string) => boolean {
  const tests = patterns.map((pattern) => {
    const escaped = pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')
    return new RegExp(`^${escaped}$`)
  })
  return (name) => tests.length === 0 || tests.some((test) => test.test(name))
}

/** Lines of a table whose columns are as wide as they need. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!)))
      .join(' ')
      .trimEnd(),
  )
}

/** `systemctl list-units`, and `--failed`. */
export async function listUnits(io: Io, options: Options, patterns: readonly string[]): Promise<number> {
  const all = await ask<UnitInfo[]>(io, { method: 'ListUnits' })
  const types = options.all('t').flatMap((text) => text.split(','))
  const states = [
    ...options.all('state').flatMap((text) => text.split(',')),
    ...(options.has('failed') ? ['failed'] : []),
  ]
  const matches = matcher(patterns)
  const shown = all
    .filter(({ name }) => matches(name))
    .filter(({ name, load }) => types.length === 0 || types.includes(typeName(name)) || types.includes(load))
    .filter(
      ({ load, active, sub }) =>
        states.length === 0 || states.some((state) => [load, active, sub].includes(state)),
    )
    .filter(
      ({ active, job, load }) =>
        options.has('a') ||
        states.length > 0 ||
        patterns.length > 0 ||
        (active !== 'inactive' && load !== 'stub') ||
        job !== undefined,
    )
    .sort(inOrder)
  const jobs = shown.some(({ job }) => job !== undefined)
  const rows = shown.map(({ name, load, active, sub, job, description }) => [
    `${active === 'failed' || load === 'not-found' || load === 'masked' ? '●' : ' '} ${name}`,
    load,
    active,
    sub,
    ...(jobs ? [job?.type ?? ''] : []),
    description,
  ])
  const legend = !options.has('no-legend') && options.get('legend') !== 'false'
  const head = ['  UNIT', 'LOAD', 'ACTIVE', 'SUB', ...(jobs ? ['JOB'] : []), 'DESCRIPTION']
  const lines = columns([head, ...rows])
  for (const line of legend ? lines : lines.slice(1)) await io.out.write(`${line}\n`)
  if (!legend) return 0
  if (shown.length > 0) {
    await io.out.write(
      '\nLOAD   = Reflects whether the unit definition was properly loaded.\nACTIVE = The high-level unit activation state, i.e. generalization of SUB.\nSUB    = The low-level unit activation state, values depend on unit type.\n',
    )
    if (jobs) await io.out.write('JOB    = Pending job for the unit.\n')
  }
  const hint =
    options.has('a') || states.length > 0 ? '' : ' Pass --all to see loaded but inactive units, too.'
  await io.out.write(`${shown.length} loaded units listed.${hint}\n`)
  if (shown.length > 0 && states.length === 0)
    await io.out.write("To show all installed unit files use 'systemctl list-unit-files'.\n")
  return 0
}

/** `systemctl list-jobs`. */
export async function listJobs(io: Io): Promise<number> {
  const jobs = await ask<JobInfo[]>(io, { method: 'ListJobs' })
  if (jobs.length === 0) {
    await io.out.write('No jobs running.\n')
    return 0
  }
  const rows = jobs.map(({ id, unit, type, state }) => [String(id), unit, type, state])
  for (const line of columns([['JOB', 'UNIT', 'TYPE', 'STATE'], ...rows])) await io.out.write(`${line}\n`)
  await io.out.write(`\n${jobs.length} jobs listed.\n`)
  return 0
}

const FORWARD = ['Requires', 'Requisite', 'Wants', 'ConsistsOf', 'BindsTo']
const REVERSE = ['RequiredBy', 'RequisiteOf', 'WantedBy', 'PartOf', 'BoundBy']

/** `systemctl list-dependencies`: what a unit pulls in, targets opened. */
export async function listDependencies(io: Io, options: Options, given: string): Promise<number> {
  const kinds = options.has('after')
    ? ['After']
    : options.has('before')
      ? ['Before']
      : options.has('reverse')
        ? REVERSE
        : FORWARD
  const plain = options.has('plain')
  const name = mangled(given)
  await io.out.write(`${name}\n`)
  const known = new Map<string, UnitInfo>()
  const info = async (unit: string): Promise<UnitInfo> => {
    const found = known.get(unit) ?? (await unitInfo(io, unit))
    known.set(unit, found)
    return found
  }
  const open = new Set<string>()
  const walk = async (unit: string, lead: string): Promise<void> => {
    open.add(unit)
    const { others } = await info(unit)
    const below = [...new Set(kinds.flatMap((kind) => others[kind] ?? []))].sort(byTarget)
    for (const [i, other] of below.entries()) {
      if (open.has(other)) {
        if (!plain) await io.out.write(`  ${lead}${i === below.length - 1 ? '└─' : '├─'}...\n`)
        continue
      }
      const one = await info(other)
      const last = i === below.length - 1
      if (plain) await io.out.write(`  ${other}\n`)
      else await io.out.write(`${dot(io, one)} ${lead}${last ? '└─' : '├─'}${other}\n`)
      if (options.has('a') || typeName(other) === 'target') await walk(other, `${lead}${last ? '  ' : '│ '}`)
    }
    if (!plain) open.delete(unit)
  }
  await walk((await info(name)).name, '')
  return 0
}

/** Targets come last (list_dependencies_compare). */
function byTarget(a: string, b: string): number {
  const [first, second] = [typeName(a) === 'target', typeName(b) === 'target']
  if (first !== second) return first ? 1 : -1
  return lower(a, b)
}

function dot(io: Io, { active }: UnitInfo): string {
  if (!io.p.isatty(1)) return active === 'failed' ? '×' : active === 'inactive' ? '○' : '●'
  if (active === 'failed') return '\x1b[0;1;31m×\x1b[0m'
  if (active === 'inactive') return '○'
  return active === 'active' ? '\x1b[0;1;32m●\x1b[0m' : '●'
}
