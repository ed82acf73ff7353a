import type { Instant } from '../../base/time.ts'
import { formatTime, momentOf, zoneOf } from '../../userland/calendar.ts'
import type { Options } from '../../userland/options.ts'
import type { Io } from '../../userland/program.ts'
import { UnitFiles } from '../manager/files.ts'
import type { StateInfo, UnitInfo } from '../requests.ts'
import { VERSION } from '../version.ts'
import { ask, mangled, unitInfo } from './bus.ts'
import { fileState } from './unit-files.ts'

/** Properties of a unit, by name (org.freedesktop.systemd1.Unit). */
function properties(io: Io, info: UnitInfo): [string, string][] {
  const time = (at: Instant | undefined): string =>
    at === undefined ? '' : formatTime('%a %Y-%m-%d %H:%M:%S %Z', momentOf(at, zoneOf(io.p)))
  const state = fileState(io.p, new UnitFiles(io.p), info.name)
  return [
    ...(info.name.endsWith('.service')
      ? ([
          ['MainPID', String(info.mainPid)],
          ['Result', info.result],
        ] as [string, string][])
      : []),
    ['Id', info.name],
    ['Names', [info.name, ...info.aliases].join(' ')],
    ...Object.entries(info.others)
      .filter(([, names]) => names.length > 0)
      .map(([kind, names]): [string, string] => [kind, names.join(' ')]),
    ['Documentation', info.documentation.join(' ')],
    ['Description', info.description],
    ['LoadState', info.load],
    ['ActiveState', info.active],
    ['SubState', info.sub],
    ['FragmentPath', info.path ?? ''],
    ['DropInPaths', info.dropIns.join(' ')],
    ['UnitFileState', state?.state ?? ''],
    ['UnitFilePreset', state?.preset.replace('-', '') ?? ''],
    ['StateChangeTimestamp', time(info.since.changed)],
    ['InactiveExitTimestamp', time(info.since.activating)],
    ['ActiveEnterTimestamp', time(info.since.active)],
    ['InactiveEnterTimestamp', time(info.since.inactive)],
    ['ConditionResult', info.skipped === undefined ? 'yes' : 'no'],
    ['ControlGroup', info.group ?? ''],
  ]
}

/** `systemctl show`. */
export async function show(io: Io, options: Options, names: readonly string[]): Promise<number> {
  const wanted = [...options.all('p'), ...options.all('P')].flatMap((text) => text.split(','))
  const bare = options.has('value') || options.has('P')
  const write = async (all: readonly (readonly [string, string])[]): Promise<void> => {
    for (const [name, value] of all)
      if (wanted.length === 0 || wanted.includes(name))
        await io.out.write(bare ? `${value}\n` : `${name}=${value}\n`)
  }
  if (names.length === 0) {
    const state = await ask<StateInfo>(io, { method: 'State' })
    await write([
      ['Version', VERSION],
      ['Virtualization', 'qemu'],
      ['Architecture', 'x86-64'],
      ['NNames', String(state.loaded)],
      ['NFailedUnits', String(state.failed)],
      ['NJobs', String(state.jobs)],
      ['SystemState', state.state],
    ])
    return 0
  }
  for (const [i, name] of names.entries()) {
    if (i > 0) await io.out.write('\n')
    await write(properties(io, await unitInfo(io, mangled(name))))
  }
  return 0
}
