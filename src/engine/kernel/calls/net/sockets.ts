import { FsError } from '../../../base/errors.ts'
import { capable } from '../../capabilities.ts'
import type { Kernel } from '../../kernel.ts'
import { parseIp } from '../../net/address.ts'
import { BoundSocket } from '../../net/bound-socket.ts'
import type { NetCalls, SocketOptions } from '../../net/calls.ts'
import { PROTOCOLS } from '../../net/packet.ts'
import { PacketSocket } from '../../net/packet-socket.ts'
import { RawSocket } from '../../net/raw.ts'
import { Socket, type SocketIdentity } from '../../net/socket.ts'
import { TcpSocket } from '../../net/tcp/socket.ts'
import { UdpSocket } from '../../net/udp.ts'
import { UnixSocket } from '../../net/unix/socket.ts'
import { UnixStream } from '../../net/unix/stream.ts'
import { credentialsOf, type ProcessRecord } from '../../record.ts'
import { UnixCalls } from './unix.ts'

type SocketCalls = Pick<
  NetCalls,
  | 'socket'
  | 'socketPair'
  | 'bind'
  | 'listen'
  | 'accept'
  | 'connect'
  | 'send'
  | 'recv'
  | 'sendMessage'
  | 'recvMessage'
  | 'recvError'
  | 'recvFrame'
  | 'shutdown'
  | 'getsockname'
  | 'getpeername'
  | 'peerCredentials'
  | 'unixSockets'
  | 'setsockopt'
  | 'getsockopt'
  | 'socketError'
  | 'setNonBlocking'
>

/** Calls on sockets (socket(2), bind(2), listen(2), accept(2), connect(2), send(2), recv(2), setsockopt(2)). */
export function socketCalls(kernel: Kernel, record: ProcessRecord): SocketCalls {
  const { scheduler } = kernel
  const unix = new UnixCalls(kernel, record)
  const identity = (): SocketIdentity => {
    const { uid, gid } = record.credentials
    return { inode: kernel.pipeNumber(), uid, gid }
  }
  const add = (socket: Socket): number => record.fds.add(socket, true, record.limits.nofile.soft)
  const at = (fd: number): Socket => {
    const file = record.fds.get(fd)
    if (!(file instanceof Socket)) throw new FsError('ENOTSOCK')
    return file
  }
  const stream = (fd: number): TcpSocket => {
    const socket = at(fd)
    if (!(socket instanceof TcpSocket)) throw new FsError('EOPNOTSUPP')
    return socket
  }
  const raw = (fd: number): RawSocket => {
    const socket = at(fd)
    if (!(socket instanceof RawSocket)) throw new FsError('EOPNOTSUPP')
    return socket
  }

  /** A port below the first unprivileged one needs a capability. EACCES. */
  const demandPort = (socket: Socket, port: number): void => {
    const first = socket.namespace.numberSetting('net/ipv4/ip_unprivileged_port_start')
    if (port > 0 && port < first && !capable(record.credentials, 'NET_BIND_SERVICE'))
      throw new FsError('EACCES')
  }
  /** Groups that may have sockets for ping. EACCES. */
  const demandPing = (): void => {
    const [low = 1, high = 0] = record.namespaces.net
      .setting('net/ipv4/ping_group_range')!
      .split(/\s+/)
      .map(Number)
    const { gid, groups } = record.credentials
    if (![gid, ...groups].some((group) => group >= low && group <= high)) throw new FsError('EACCES')
  }
  const demandRaw = (): void => {
    if (!capable(record.credentials, 'NET_RAW')) throw new FsError('EPERM')
  }

  return {
    socket: (domain, type, protocol) => {
      const { net } = record.namespaces
      if (domain === 'packet') {
        demandRaw()
        return add(new PacketSocket(net, identity(), () => kernel.now()))
      }
      if (domain === 'unix') {
        if (type === 'raw') throw new FsError('ESOCKTNOSUPPORT')
        return add(unix.make(type, identity()))
      }
      if (type === 'seqpacket') throw new FsError('ESOCKTNOSUPPORT')
      const number = typeof protocol === 'string' ? PROTOCOLS[protocol] : protocol
      if (type === 'stream') {
        if (number !== undefined && number !== PROTOCOLS.tcp) throw new FsError('EPROTONOSUPPORT')
        return add(new TcpSocket(net, domain, identity()))
      }
      if (type === 'dgram' && (number === undefined || number === PROTOCOLS.udp))
        return add(new UdpSocket(net, domain, identity()))
      if (type === 'dgram') {
        if (number !== (domain === 'inet' ? PROTOCOLS.icmp : PROTOCOLS.icmp6))
          throw new FsError('EPROTONOSUPPORT')
        demandPing()
      } else {
        if (number === undefined) throw new FsError('EPROTONOSUPPORT')
        demandRaw()
      }
      return add(new RawSocket(net, domain, type, number!, identity()))
    },
    socketPair: (type) => {
      const [a, b] = unix.pair(type, identity)
      return [add(a), add(b)]
    },
    unixSockets: () => unix.list(),
    bind: (fd, address) => {
      const socket = at(fd)
      if ('device' in address) {
        if (!(socket instanceof PacketSocket)) throw new FsError('EINVAL')
        socket.bindTo(address.device)
        return
      }
      if (socket instanceof UnixSocket) unix.bind(socket, address.host)
      else if (socket instanceof BoundSocket) {
        demandPort(socket, address.port)
        socket.bind(address)
      } else if (socket instanceof RawSocket) socket.bind(address)
      else throw new FsError('EINVAL')
    },
    listen: (fd, backlog) => {
      const socket = at(fd)
      if (socket instanceof UnixStream) socket.listen(backlog, credentialsOf(record))
      else stream(fd).listen(backlog)
    },
    accept: (fd) =>
      scheduler.interruptible(async () => {
        const listener = at(fd)
        if (listener instanceof UnixStream) {
          const end = await listener.accept(identity)
          await scheduler.tick()
          return { fd: add(end), peer: end.remoteAddress! }
        }
        const socket = await stream(fd).accept(identity)
        const { address, port } = socket.connection!.remote
        const peer = socket.shown(address, port)
        await scheduler.tick()
        return { fd: add(socket), peer }
      }),
    connect: (fd, address) =>
      scheduler.interruptible(async () => {
        const socket = at(fd)
        if (socket instanceof UnixSocket) {
          await unix.connect(socket, address)
          await scheduler.tick()
          return
        }
        if (address && !parseIp(address.host)) throw new FsError('EINVAL')
        if (socket instanceof UdpSocket) {
          if (address) socket.connect(address)
          else socket.disconnect()
        } else if (!address) throw new FsError('EINVAL')
        else if (socket instanceof TcpSocket) await socket.connect(address)
        else if (socket instanceof RawSocket) socket.connect(address)
        else throw new FsError('EOPNOTSUPP')
        await scheduler.tick()
      }),
    send: async (fd, data, { to, dontWait = false, noSignal = false } = {}) => {
      const socket = at(fd)
      try {
        const sent = await scheduler.interruptible(() =>
          socket instanceof UnixSocket
            ? unix.send(socket, data, to, dontWait)
            : socket.send(data, to, dontWait),
        )
        await scheduler.tick()
        return sent
      } catch (error) {
        if (error instanceof FsError && error.errno === 'EPIPE' && socket.type === 'stream' && !noSignal) {
          kernel.signal(record, 'SIGPIPE')
          await scheduler.tick()
        }
        throw error
      }
    },
    recv: (fd, max, flags) =>
      scheduler.interruptible(async () => {
        const received = await at(fd).receive(max, flags)
        await scheduler.tick()
        return received
      }),
    sendMessage: async (fd, transport, to) => {
      await raw(fd).sendMessage(transport, to)
      await scheduler.tick()
    },
    recvMessage: (fd, flags) => scheduler.interruptible(() => raw(fd).receiveMessage(flags)),
    recvError: (fd) => {
      const socket = at(fd)
      return socket instanceof RawSocket || socket instanceof UdpSocket ? socket.takeQueuedError() : undefined
    },
    recvFrame: (fd, flags) =>
      scheduler.interruptible(async () => {
        const socket = at(fd)
        if (!(socket instanceof PacketSocket)) throw new FsError('EOPNOTSUPP')
        return socket.receiveFrame(flags)
      }),
    shutdown: (fd, how) => at(fd).shutdown(how),
    getsockname: (fd) => at(fd).localAddress,
    getpeername: (fd) => {
      const { remoteAddress } = at(fd)
      if (!remoteAddress) throw new FsError('ENOTCONN')
      return remoteAddress
    },
    peerCredentials: (fd) => {
      const socket = at(fd)
      if (!(socket instanceof UnixSocket)) throw new FsError('ENOPROTOOPT')
      return unix.credentials(socket)
    },
    setsockopt: (fd, option, value) => {
      const socket = at(fd)
      if (option === 'mark' && !capable(record.credentials, 'NET_ADMIN')) throw new FsError('EPERM')
      if (option === 'v6only' && socket instanceof BoundSocket && socket.binding) throw new FsError('EINVAL')
      if (option === 'bindtodevice' && value !== '' && !socket.namespace.device(String(value)))
        throw new FsError('ENODEV')
      // Linux keeps twice of what is asked for, and at least so much (socket(7)).
      const kept =
        option === 'rcvbuf'
          ? Math.max(2304, 2 * Number(value))
          : option === 'sndbuf'
            ? Math.max(4608, 2 * Number(value))
            : value
      socket.options = { ...socket.options, [option]: kept } as SocketOptions
      if (socket instanceof TcpSocket) socket.applyOptions()
    },
    getsockopt: (fd, option) => at(fd).options[option],
    socketError: (fd) => at(fd).takeError(),
    setNonBlocking: (fd, on) => {
      at(fd).nonBlocking = on
    },
  }
}
