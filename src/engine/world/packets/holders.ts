import type { Kernel } from '../../kernel/kernel.ts'
import type { Place } from '../../kernel/net/journey.ts'
import { Socket } from '../../kernel/net/socket.ts'
import { socketsOf } from '../../kernel/net/socket-info.ts'
import type { NetNamespace } from '../../kernel/net/stack.ts'

/** A process that has a socket open. */
export interface Holder {
  readonly program: string
  readonly fd: number
}

/** Who has which socket open. */
export function holdersOf(kernel: Kernel): Map<Socket, Holder[]> {
  const found = new Map<Socket, Holder[]>()
  for (const [, { fds, comm }] of kernel.pidNamespace.all())
    for (const [fd, file] of fds.entries())
      if (file instanceof Socket) found.set(file, [...(found.get(file) ?? []), { program: comm, fd }])
  return found
}

/** The program that has the socket at a place open now; `remote`: of the connection to there. */
export function programAt(
  kernel: Kernel,
  net: NetNamespace,
  protocol: string,
  local: Place,
  remote: Place | undefined,
): string | undefined {
  const plain = (host: string): string => host.replace(/^::ffff:(?=\d+\.)/, '')
  const row = socketsOf(net).find(
    ({ info }) =>
      info.protocol === protocol &&
      info.local.port === local.port &&
      plain(info.local.host) === plain(local.address) &&
      (remote
        ? plain(info.remote.host) === plain(remote.address) && info.remote.port === remote.port
        : info.remote.port === 0),
  )
  return row?.socket && holdersOf(kernel).get(row.socket)?.[0]?.program
}
