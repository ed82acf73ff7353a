import { EngineError } from '../../base/errors.ts'
import type { Signal } from '../../kernel/signals.ts'
import type { JobAnswer, JobInfo, ManagerRequest, Notification, StateInfo, UnitInfo } from '../requests.ts'
import { MANAGER_SOCKET } from '../requests.ts'
import { groupOf, membersOf } from './exec.ts'
import { exitText, signalText } from './exit-status.ts'
import type { Job } from './job.ts'
import type { Manager } from './manager.ts'
import { noteMounts } from './mount-table.ts'
import { MountUnit } from './mount-unit.ts'
import { NOTIFY_SOCKET, ServiceUnit } from './service-unit.ts'
import type { Unit } from './unit.ts'

/** Answers systemctl and the services. */
export function serveManager(manager: Manager): void {
  const { process } = manager
  for (const path of [MANAGER_SOCKET, NOTIFY_SOCKET]) if (process.exists(path)) process.unlink(path)
  process.serve(MANAGER_SOCKET, (request) => answer(manager, request as ManagerRequest), 0o600)
  process.serve(NOTIFY_SOCKET, async (message) => notified(manager, message as Notification), 0o777, 'dgram')
}

async function answer(manager: Manager, request: ManagerRequest): Promise<unknown> {
  const { units } = manager
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
    case 'Job':
      return runJob(manager, request)
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
    case 'StartScope':
      return startScope(manager, request)
  }
}

async function runJob(
  manager: Manager,
  { type, name, mode, wait }: Extract<ManagerRequest, { method: 'Job' }>,
): Promise<JobAnswer> {
  const unit = manager.units.get(name)
  refuseByHand(unit, type, mode)
  noteMounts(manager)
  const job = manager.add(type, unit, mode)
  if (!wait || job.result !== undefined) return { id: job.id, result: job.result }
  return { id: job.id, result: await over(manager, job) }
}

async function over(manager: Manager, job: Job): Promise<JobAnswer['result']> {
  const ended = manager.process.condition()
  job.done.push(() => ended.wakeAll())
  while (job.result === undefined) await ended.wait()
  return job.result
}

function refuseByHand(unit: Unit, type: string, mode: string): void {
  const flag = (key: string): boolean => unit.settings.flag('Unit', key, false)
  if (mode === 'isolate' && !flag('AllowIsolate'))
    throw new EngineError('invalid', 'Operation refused, unit may not be isolated.')
  const start = type === 'start' && flag('RefuseManualStart')
  const stop = (type === 'stop' || type === 'restart') && (flag('RefuseManualStop') || unit.perpetual)
  if (start || stop)
    throw new EngineError(
      'forbidden',
      `Operation refused, unit ${unit.name} may be requested by dependency only (it is configured to refuse manual start/stop).`,
    )
}

function notified(manager: Manager, { pid, ...message }: Notification): null {
  const services = manager.units
    .all()
    .filter(({ behaviour, isDown }) => behaviour instanceof ServiceUnit && !isDown)
  const from =
    services.find(({ mainPid }) => mainPid === pid) ??
    services.find((unit) => membersOf(manager.process, unit).includes(pid))
  if (from?.behaviour instanceof ServiceUnit) from.behaviour.notify(message)
  return null
}

/** Processes that somebody else started come under the manager's care, as sessions do. */
function startScope(
  manager: Manager,
  { name, slice, description, pid }: Extract<ManagerRequest, { method: 'StartScope' }>,
): null {
  const folder = '/run/systemd/transient'
  const { process } = manager
  if (!process.exists(folder)) process.mkdir(folder)
  process.writeFile(
    `${folder}/${name}`,
    `# This is a transient unit file, created programmatically via the systemd API. Do not edit.\n[Scope]\nSlice=${slice}\nSendSIGHUP=yes\n\n[Unit]\nDescription=${description}\nAfter=systemd-logind.service systemd-user-sessions.service\n`,
  )
  manager.units.files = manager.units.freshFiles()
  const unit = manager.units.get(name)
  manager.enroll(unit, pid)
  manager.add('start', unit)
  return null
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
    mainStatus:
      status &&
      (status.kind === 'exited'
        ? `exited, status=${exitText(status.code)}`
        : `killed, signal=${signalText(status).replace(/^\d+\//, '')}`),
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
