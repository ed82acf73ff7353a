import type { Signal } from '../../kernel/signals.ts'
import type { JobInfo, ManagerRequest, StateInfo, UnitInfo } from '../requests.ts'
import { groupOf } from './exec.ts'
import { statusText } from './exit-status.ts'
import type { Manager } from './manager.ts'
import { noteMounts } from './mount-table.ts'
import { MountUnit } from './mount-unit.ts'
import { ServiceUnit } from './service-unit.ts'
import { membersOf } from './terminate.ts'
import type { Unit } from './unit.ts'

/** What people ask. */
type Question = Exclude<ManagerRequest, { method: 'Job' | 'StartScope' | 'ActiveState' }>

/** Answers what only people ask, with systemctl. */
export async function answer(manager: Manager, request: Question): Promise<unknown> {
  const { units } = manager
  units.loadAll()
  switch (request.method) {
    case 'ListUnits':
      noteMounts(manager)
      return units
        .all()
        .filter(({ load }) => load !== 'stub')
        .map(infoOf)
    case 'GetUnit':
      noteMounts(manager)
      return infoOf(units.get(request.name))
    case 'ListJobs':
      return [...manager.jobs.values()].map(
        ({ id, unit, type, state }): JobInfo => ({ id, unit: unit.name, type, state }),
      )
    case 'Reload':
      manager.log(undefined, 6, 'Reloading.')
      await manager.reload()
      return null
    case 'ResetFailed':
      for (const unit of manager.failed)
        if (request.name === undefined || unit.name === request.name) {
          unit.result = 'success'
          if (unit.behaviour instanceof ServiceUnit) unit.behaviour.reset()
          manager.changed(unit, 'inactive', 'dead')
        }
      return null
    case 'State':
      return stateOf(manager)
    case 'Kill': {
      const unit = units.get(request.name)
      for (const pid of membersOf(manager.process, unit)) manager.process.kill(pid, request.signal as Signal)
      return null
    }
  }
}

function stateOf(manager: Manager): StateInfo {
  const names = manager.units.all().flatMap((unit) => [unit.name, ...unit.aliases])
  return {
    state: manager.state,
    loaded: names.length,
    jobs: manager.jobs.size,
    failed: manager.failed.length,
    started: manager.started,
    finished: manager.finished,
  }
}

const OTHERS = [
  'Requires',
  'Requisite',
  'Wants',
  'BindsTo',
  'PartOf',
  'Conflicts',
  'Before',
  'After',
  'RequiredBy',
  'RequisiteOf',
  'WantedBy',
  'BoundBy',
  'ConsistsOf',
  'ConflictedBy',
  'OnFailure',
  'Triggers',
  'TriggeredBy',
] as const

function infoOf(unit: Unit): UnitInfo {
  const { behaviour } = unit
  if (behaviour instanceof MountUnit && !unit.job && unit.active === 'active' && !behaviour.isMounted)
    behaviour.settle()
  const status = behaviour instanceof ServiceUnit ? behaviour.exitStatus : undefined
  return {
    name: unit.name,
    aliases: [...unit.aliases],
    description: unit.description,
    load: unit.load,
    active: unit.active,
    sub: unit.sub,
    path: unit.path,
    dropIns: unit.dropIns,
    source: unit.settings.get('Unit', 'SourcePath'),
    mount: behaviour instanceof MountUnit ? { where: behaviour.where, what: behaviour.what } : undefined,
    result: unit.result,
    mainPid: unit.mainPid,
    mainStatus: status && statusText(status),
    status: unit.status,
    group: unit.isDown ? undefined : groupOf(unit),
    job: unit.job && { id: unit.job.id, type: unit.job.type },
    skipped: unit.skipped,
    since: { ...unit.since },
    documentation: unit.settings.words('Unit', 'Documentation'),
    perpetual: unit.perpetual,
    others: Object.fromEntries(OTHERS.map((kind) => [kind, [...unit.others(kind)].map(({ name }) => name)])),
  }
}
