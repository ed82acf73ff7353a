import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { LOGIN_SOCKET, type SessionRequest, type ShutdownRequest } from '../login-requests.ts'
import { ask, startJob } from './ask-manager.ts'
import { notify, untilTerminated } from './notify.ts'
import type { PlannedShutdown } from './planned-shutdown.ts'
import { RESERVE } from './reserve.ts'

/** dbus-daemon: it takes its place; what it does for others is not simulated. */
export const dbusDaemon: Program = {
  name: 'dbus-daemon',
  async run(p) {
    await notify(p, { ready: true })
    await untilTerminated(p)
    return 0
  },
}

/** systemd-logind: a login gets a scope of its own, and its user a folder below /run/user. */
export const logind: Program = {
  name: 'systemd-logind',
  async run(p) {
    let sessions = 0
    const folder = LOGIN_SOCKET.slice(0, LOGIN_SOCKET.lastIndexOf('/'))
    if (!p.exists(folder)) p.mkdir(folder, 0o755)
    if (p.exists(LOGIN_SOCKET)) p.unlink(LOGIN_SOCKET)
    let shutdown: PlannedShutdown | undefined
    const answer = async (request: unknown): Promise<unknown> => {
      if (!('shutdown' in (request as object))) return openSession(p, request as SessionRequest, ++sessions)
      shutdown ??= new RESERVE.code.PlannedShutdown(p)
      return shutdown.plan((request as ShutdownRequest).shutdown)
    }
    p.serve(LOGIN_SOCKET, answer, 0o600)
    await notify(p, { ready: true })
    await untilTerminated(p)
    return 0
  },
}

async function openSession(p: Process, { uid, user, pid }: SessionRequest, number: number): Promise<string> {
  const start = (name: string): Promise<unknown> => ask(p, startJob(name, 'fail', true))
  await start(`user-runtime-dir@${uid}.service`)
  await start(`user@${uid}.service`)
  const name = `session-${number}.scope`
  await ask(p, {
    method: 'StartScope',
    name,
    slice: `user-${uid}.slice`,
    description: `Session ${number} of User ${user}`,
    pid,
  })
  return name
}

/** systemd-user-runtime-dir: /run/user/UID, a file system of its own. */
export const userRuntimeDir: Program = {
  name: 'systemd-user-runtime-dir',
  async run(p) {
    const [, what, uid = '0'] = p.argv
    const path = `/run/user/${uid}`
    const size = tenthOfMemory(p)
    try {
      if (what === 'start') {
        if (!p.exists('/run/user')) p.mkdir('/run/user', 0o755)
        if (!p.exists(path)) p.mkdir(path, 0o700)
        p.mount({
          kind: 'new',
          type: 'tmpfs',
          source: 'tmpfs',
          target: path,
          flags: ['nosuid', 'nodev'],
          data: `size=${size}k,nr_inodes=${size / 4},mode=700${uid === '0' ? '' : `,uid=${uid},gid=${uid}`}`,
        })
      } else {
        p.umount(path, { detach: true })
        p.rmdir(path)
      }
    } catch (error) {
      if (!isErrno(error)) throw error
      await p.write(2, `Failed to set up ${path}: ${error.message}\n`)
      return 1
    }
    return 0
  },
}

/** In KiB, in whole pages. */
function tenthOfMemory(p: Process): number {
  const text = decode(bytesOf(p.readFile('/proc/meminfo')))
  const total = Number(/^MemTotal:\s+(\d+)/m.exec(text)?.[1] ?? 0)
  return Math.floor(total / 40) * 4
}
