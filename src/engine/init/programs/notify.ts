import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import type { Notification } from '../requests.ts'

/** Tells the service manager how this service is (sd_notify(3)); nothing where nobody asked. */
export async function notify(p: Process, what: Omit<Notification, 'pid'>): Promise<void> {
  const socket = p.env.get('NOTIFY_SOCKET')
  if (socket === undefined) return
  try {
    await p.connect(socket).call({ pid: p.pid, ...what } satisfies Notification)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

/** Goes on until SIGTERM, whatever its threads do: no call of theirs ends early. `SIGHUP` and others have their usual effect. */
export async function untilTerminated(p: Process): Promise<void> {
  const ended = p.condition()
  let over = false
  p.onSignal(
    'SIGTERM',
    () => {
      over = true
      ended.wakeAll()
    },
    { restart: true },
  )
  while (!over) await ended.wait()
}
