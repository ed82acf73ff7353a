import { FsError, isErrno } from '../../../base/errors.ts'
import type { SocketAddress } from '../../../kernel/net/calls.ts'
import type { Fd, Process } from '../../../kernel/process.ts'

/** The other side has not answered within the time that was given. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut'
}

export interface ConnectOptions {
  /** Nanoseconds to wait; as long as the kernel tries where there is none. */
  readonly limit?: number | undefined
  /** Address and port of this side. */
  readonly from?: Partial<SocketAddress> | undefined
  readonly protocol?: 'stream' | 'dgram'
}

const domainOf = (host: string): 'inet' | 'inet6' => (host.includes(':') ? 'inet6' : 'inet')

/** A socket that is connected to an address. Throws `FsError`, or `TimedOut`. */
export async function connectTo(p: Process, to: SocketAddress, options: ConnectOptions = {}): Promise<Fd> {
  const { net } = p
  const fd = net.socket(domainOf(to.host), options.protocol ?? 'stream')
  try {
    if (options.from) {
      net.setsockopt(fd, 'reuseaddr', true)
      net.bind(fd, {
        host: options.from.host ?? (to.host.includes(':') ? '::' : '0.0.0.0'),
        port: options.from.port ?? 0,
      })
    }
    if (options.limit === undefined) await net.connect(fd, to)
    else await connectWithin(p, fd, to, options.limit)
    return fd
  } catch (error) {
    p.close(fd)
    throw error
  }
}

async function connectWithin(p: Process, fd: Fd, to: SocketAddress, limit: number): Promise<void> {
  const { net } = p
  net.setNonBlocking(fd, true)
  try {
    await net.connect(fd, to)
  } catch (error) {
    if (!isErrno(error, 'EINPROGRESS')) throw error
    const [ready] = await net.poll([{ fd, events: ['out'] }], limit)
    if (!ready) throw new TimedOut()
    const failed = net.socketError(fd)
    if (failed) throw new FsError(failed)
  } finally {
    net.setNonBlocking(fd, false)
  }
}

/** A socket that listens. EADDRINUSE, EACCES, EADDRNOTAVAIL. */
export function listenOn(
  p: Process,
  at: SocketAddress,
  {
    backlog,
    reuse = true,
    v6only,
  }: { readonly backlog: number; readonly reuse?: boolean; readonly v6only?: boolean },
): Fd {
  const { net } = p
  const fd = net.socket(domainOf(at.host), 'stream')
  try {
    if (reuse) net.setsockopt(fd, 'reuseaddr', true)
    if (v6only !== undefined) net.setsockopt(fd, 'v6only', v6only)
    net.bind(fd, at)
    net.listen(fd, backlog)
    return fd
  } catch (error) {
    p.close(fd)
    throw error
  }
}
