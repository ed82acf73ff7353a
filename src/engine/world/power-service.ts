import { type Instant, rfc3339 } from '../base/time.ts'
import { MANAGER_SOCKET, type ManagerRequest } from '../init/requests.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { PowerAction } from '../kernel/platform.ts'
import type { ProcessRecord } from '../kernel/record.ts'
import { viewOf } from '../kernel/record.ts'
import type { ServiceHandler } from '../kernel/service.ts'
import { resolve } from '../kernel/walk.ts'
import { S_IFSOCK } from '../vfs/filesystem.ts'

const TARGETS: Readonly<Record<string, PowerAction>> = {
  'reboot.target': 'restart',
  'poweroff.target': 'poweroff',
  'halt.target': 'halt',
}
const WORDS = { restart: 'reboot', poweroff: 'power off', halt: 'halt' } as const

/** What process 1 of such a host does. */
export interface FirstProcess {
  /** Ends the host, when all who are there were told `said`. */
  end(action: PowerAction, said: string): Promise<void>
  /** Answers what is asked about its units. */
  units(request: ManagerRequest): Promise<unknown>
}

/** Where a host's process 1 takes the wish to end it, as `reboot` and `systemctl poweroff` send it, and questions about units. */
export function servePower(kernel: Kernel, init: ProcessRecord, { end, units }: FirstProcess): void {
  const { calls } = init
  calls.mkdir('/run/systemd/system', 0o755)
  calls.mknod(MANAGER_SOCKET, S_IFSOCK | 0o600, { major: 0, minor: 0 })
  let ends = false
  const answer: ServiceHandler = async (asked, { pid }) => {
    const request = asked as ManagerRequest
    const action = request.method === 'Job' && request.type === 'start' ? TARGETS[request.name] : undefined
    if (action === undefined) return units(request)
    const tty = kernel.pidNamespace.get(pid)?.terminal
    const from = `root@${init.namespaces.uts.hostname}${tty ? ` on pts/${tty.index}` : ''}`
    const said = `\nBroadcast message from ${from} (${stamp(kernel.now())}):\n\nThe system will ${WORDS[action]} now!\n`
    if (!ends) kernel.task(init, () => end(action, said))
    ends = true
    return { id: 1, result: undefined }
  }
  kernel.services.listen(resolve(viewOf(init), MANAGER_SOCKET), init, answer, { name: MANAGER_SOCKET })
}

/** `Tue 2025-09-02 08:00:00 UTC`. */
function stamp(at: Instant): string {
  const [day = '', time = ''] = rfc3339(at)
    .replace(/(\.\d+)?Z$/, '')
    .split('T')
  return `${new Date(Number(at / 1_000_000n)).toUTCString().slice(0, 3)} ${day} ${time} UTC`
}
