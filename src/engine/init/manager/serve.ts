import { EngineError } from '../../base/errors.ts'
import type { JobAnswer, ManagerRequest, Notification } from '../requests.ts'
import { MANAGER_SOCKET } from '../requests.ts'
import type { Job } from './job.ts'
import type { Manager } from './manager.ts'
import { noteMounts } from './mount-table.ts'
import { RESERVE } from './reserve.ts'
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
  switch (request.method) {
    case 'Job':
      return runJob(manager, request)
    case 'StartScope':
      return startScope(manager, request)
    case 'ActiveState':
      return manager.units.get(request.name).active
    default:
      return RESERVE.code.answer(manager, request)
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
  if (message.devices) manager.devices.wakeAll()
  const services = manager.units
    .all()
    .filter(({ behaviour, isDown }) => behaviour instanceof ServiceUnit && !isDown)
  const from =
    services.find(({ mainPid }) => mainPid === pid) ??
    services.find((unit) => RESERVE.code.membersOf(manager.process, unit).includes(pid))
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
