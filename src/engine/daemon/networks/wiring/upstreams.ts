import { bytesOf } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import { decode } from '../../../base/text.ts'
import type { Daemon } from '../../daemon.ts'

/** Servers that are asked for names which the daemon does not know: those of the container, or the host's. */
export function upstreams(daemon: Daemon, id: string): string[] {
  const container = daemon.containers.get(id)
  const asked = container?.hostConfig.Dns ?? []
  if (asked.length > 0) return [...asked]
  try {
    return decode(bytesOf(daemon.host.process.calls.readFile('/etc/resolv.conf')))
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .flatMap(([first, server]) => (first === 'nameserver' && server ? [server] : []))
  } catch (error) {
    if (!isErrno(error)) throw error
    return []
  }
}
