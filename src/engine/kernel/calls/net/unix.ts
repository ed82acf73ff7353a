import { FsError, isErrno } from '../../../base/errors.ts'
import { S_IFMT, S_IFSOCK } from '../../../vfs/filesystem.ts'
import { permitted, WRITE } from '../../credentials.ts'
import type { Kernel } from '../../kernel.ts'
import { inodeKey, type Place } from '../../mounts.ts'
import type { NetCalls, SocketAddress } from '../../net/calls.ts'
import type { SocketIdentity } from '../../net/socket.ts'
import { UnixDatagram } from '../../net/unix/datagram.ts'
import { unixSocketsOf } from '../../net/unix/info.ts'
import { makeUnixSocket } from '../../net/unix/make.ts'
import { abstractKey } from '../../net/unix/names.ts'
import type { UnixSocket, UnixType } from '../../net/unix/socket.ts'
import { join, UnixStream } from '../../net/unix/stream.ts'
import { credentialsOf, type ProcessRecord, viewOf } from '../../record.ts'
import { resolve } from '../../walk.ts'
import { holdersOf } from './socket-table.ts'

/** Longest path in an address (sun_path with its end). */
const LONGEST = 108

/** The socket file at a path, which the process may write to. ENOENT, ECONNREFUSED where it is none, EACCES. */
export function socketAt(record: ProcessRecord, path: string): Place {
  const place = resolve(viewOf(record), path)
  const stat = place.mount.fs.stat(place.ino)
  if (!permitted(stat, record.credentials, WRITE)) throw new FsError('EACCES')
  if ((stat.mode & S_IFMT) !== S_IFSOCK) throw new FsError('ECONNREFUSED')
  return place
}

/** What is special about the sockets of one machine (unix(7)). */
export class UnixCalls {
  private readonly kernel: Kernel
  private readonly record: ProcessRecord
  constructor(kernel: Kernel, record: ProcessRecord) {
    this.kernel = kernel
    this.record = record
  }

  make(type: UnixType, identity: SocketIdentity): UnixSocket {
    const { record } = this
    return makeUnixSocket(type, record.namespaces.net, identity, credentialsOf(record))
  }

  pair(type: UnixType, identity: () => SocketIdentity): readonly [UnixSocket, UnixSocket] {
    const [a, b] = [this.make(type, identity()), this.make(type, identity())]
    join(a, b)
    a.peerCredentials = a.owner
    b.peerCredentials = b.owner
    return [a, b]
  }

  /** EADDRINUSE, EINVAL, and what making a file may say. */
  bind(socket: UnixSocket, name: string): void {
    const { kernel, record } = this
    if (socket.binding) throw new FsError('EINVAL')
    if (name.length >= LONGEST) throw new FsError('EINVAL')
    const { number } = record.namespaces.net
    if (name === '' || name.startsWith('\0')) {
      const own = name === '' ? this.freeName() : name
      const key = abstractKey(number, own)
      kernel.unixNames.bind(key, socket)
      socket.bind({ name: own, release: () => kernel.unixNames.drop(key) })
      return
    }
    try {
      record.calls.mknod(name, S_IFSOCK, { major: 0, minor: 0 }, 0o777)
    } catch (error) {
      throw isErrno(error, 'EEXIST') ? new FsError('EADDRINUSE') : error
    }
    const place = resolve(viewOf(record), name)
    kernel.bindFile(socket, place, inodeKey(place), name)
  }
  /** Five digits of a name that nobody has (unix_autobind). */
  private freeName(): string {
    const { kernel, record } = this
    const { net } = record.namespaces
    for (;;) {
      const name = `\0${net.random('unix names').hex(5)}`
      if (!kernel.unixNames.get(abstractKey(net.number, name))) return name
    }
  }

  /** The socket that is bound to a name. ECONNREFUSED, ENOENT, EACCES. */
  at(name: string): UnixSocket {
    const { kernel, record } = this
    if (name === '') throw new FsError('EINVAL')
    const key = name.startsWith('\0')
      ? abstractKey(record.namespaces.net.number, name)
      : inodeKey(socketAt(record, name))
    const found = kernel.unixNames.get(key)
    if (!found) throw new FsError('ECONNREFUSED')
    return found
  }

  async connect(socket: UnixSocket, address: SocketAddress | undefined): Promise<void> {
    const to = address && this.at(address.host)
    if (socket instanceof UnixDatagram) {
      socket.connect(to)
      return
    }
    if (!to || !(socket instanceof UnixStream)) throw new FsError('EINVAL')
    const end = await socket.connect(to, credentialsOf(this.record))
    this.kernel.services.greet(to, end, this.record)
  }

  send(
    socket: UnixSocket,
    data: Uint8Array,
    to: SocketAddress | undefined,
    dontWait: boolean,
  ): Promise<number> {
    if (!to) return socket.send(data, undefined, dontWait)
    if (!(socket instanceof UnixDatagram))
      throw new FsError(socket.state === 'connected' ? 'EISCONN' : 'EOPNOTSUPP')
    return socket.sendTo(this.at(to.host), data, dontWait)
  }

  credentials(socket: UnixSocket): ReturnType<NetCalls['peerCredentials']> {
    const known = socket.peerCredentials
    if (!known) return undefined
    const { id, uid, gid } = known
    return { pid: this.record.namespaces.pid.numberOf(id), uid, gid }
  }

  list(): ReturnType<NetCalls['unixSockets']> {
    const held = holdersOf(this.record)
    return unixSocketsOf(this.record.namespaces.net).map(({ socket, info }) => ({
      ...info,
      holders: held.get(socket) ?? [],
    }))
  }
}
