import { later } from '../../base/later.ts'
import type { ManagerRequest, Notification } from '../requests.ts'
import { MANAGER_SOCKET } from '../requests.ts'
import { membersOf } from './exec.ts'
import type { Manager } from './manager.ts'
import { NOTIFY_SOCKET, ServiceUnit } from './service-unit.ts'

const ANSWERS = later(() => import('./answers.ts'))

/** Answers systemctl and the services. */
export function serveManager(manager: Manager): void {
  const { process } = manager
  for (const path of [MANAGER_SOCKET, NOTIFY_SOCKET]) if (process.exists(path)) process.unlink(path)
  process.serve(MANAGER_SOCKET, (request) => answer(manager, request as ManagerRequest), 0o600)
  process.serve(NOTIFY_SOCKET, async (message) => notified(manager, message as Notification), 0o777, 'dgram')
}

async function answer(manager: Manager, request: ManagerRequest): Promise<unknown> {
  if (request.method === 'StartScope') return startScope(manager, request)
  return (await ANSWERS()).answer(manager, request)
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
