import { FsError, isErrno } from '../../../base/errors.ts'
import type { NetCalls, SocketAddress, SocketOptions } from '../../../kernel/net/calls.ts'
import type { Fd } from '../../../kernel/process.ts'
import { argument, bytes, given, integer, real, text } from '../arguments.ts'
import { defineClass } from '../classes.ts'
import { ERRNO_NUMBERS, osError, Raised, raise, typeError } from '../errors.ts'
import { FileObject } from '../files.ts'
import { NativeObject } from '../native.ts'
import { Bytes, type Finalizable, type Native, Tuple, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import { addressFrom, addressValue } from './socket-addresses.ts'
import { CONSTANTS, optionOf } from './socket-constants.ts'

/** `socket.socket`: a descriptor with a timeout of its own (Library Reference, "Socket Objects"). */
export class SocketObject extends NativeObject implements Finalizable {
  readonly type = 'socket'
  readonly typeName = 'socket'
  readonly fd: Fd
  readonly family: number
  readonly kind: number
  readonly protocol: number
  private readonly vm: Vm
  /** Seconds; null waits for ever, 0 does not wait. */
  timeout: number | null
  open = true
  /** Files made of it keep the descriptor. */
  private files = 0

  constructor(vm: Vm, fd: Fd, family: number, kind: number, protocol: number) {
    super()
    this.vm = vm
    this.fd = fd
    this.family = family
    this.kind = kind
    this.protocol = protocol
    this.timeout = vm.socketTimeout
    vm.finalizables.add(this)
    if (this.timeout !== null) this.net.setNonBlocking(fd, true)
  }
  get net(): NetCalls {
    return this.vm.process.net
  }
  override attribute(name: string): Value | undefined {
    if (name === 'family') return BigInt(this.family)
    if (name === 'type') return BigInt(this.kind)
    if (name === 'proto') return BigInt(this.protocol)
    if (name === 'timeout') return this.timeout
    return undefined
  }
  represent(): string {
    let shown = `<socket.socket ${this.open ? '' : '[closed] '}fd=${this.open ? this.fd : -1}, family=${this.family}, type=${this.kind}, proto=${this.protocol}`
    if (this.open) {
      shown += this.shown('laddr', this.net.getsockname(this.fd))
      try {
        shown += this.shown('raddr', this.net.getpeername(this.fd))
      } catch (error) {
        if (!isErrno(error)) throw error
      }
    }
    return `${shown}>`
  }

  private shown(name: string, address: SocketAddress): string {
    if (this.family !== CONSTANTS.AF_UNIX) return `, ${name}=${shownAddress(address)}`
    if (address.host === '') return ''
    return `, ${name}=${address.host.replace(/^\0(.*)/, (_, rest: string) => `b'\\x00${rest}'`)}`
  }

  setTimeout(seconds: number | null): void {
    this.timeout = seconds
    this.call(() => this.net.setNonBlocking(this.number(), seconds !== null))
  }
  /** EBADF for one that was closed. */
  number(): Fd {
    if (!this.open) throw osError(new FsError('EBADF'))
    return this.fd
  }
  call<T>(body: () => T): T {
    try {
      return body()
    } catch (error) {
      if (isErrno(error)) throw osError(error)
      throw error
    }
  }
  /** A call that may wait: as long as the timeout allows, while others get their turn. */
  async wait<T>(event: 'in' | 'out', body: () => Promise<T>): Promise<T> {
    const fd = this.number()
    try {
      if (this.timeout === null) return await this.vm.uninterrupted(body)
      const until = this.vm.process.now() + BigInt(Math.round(this.timeout * 1e9))
      for (;;) {
        try {
          return await body()
        } catch (error) {
          if (!isErrno(error, 'EAGAIN') || this.timeout === 0) throw error
        }
        await this.ready(fd, event, until)
      }
    } catch (error) {
      if (isErrno(error)) throw osError(error)
      throw error
    }
  }
  /** Waits until something may be done. TimeoutError. */
  private async ready(fd: Fd, event: 'in' | 'out', until: bigint): Promise<void> {
    for (;;) {
      const left = Number(until - this.vm.process.now())
      const [found] =
        left > 0 ? await this.vm.uninterrupted(() => this.net.poll([{ fd, events: [event] }], left)) : []
      if (found) return
      if (this.vm.process.now() >= until) throw raise('TimeoutError', 'timed out')
    }
  }
  async connect(address: SocketAddress): Promise<void> {
    const fd = this.number()
    try {
      await this.net.connect(fd, address)
    } catch (error) {
      if (!isErrno(error)) throw error
      if (error.errno === 'EINTR') {
        await this.vm.tick()
        return this.finish(fd)
      }
      if (error.errno !== 'EINPROGRESS' || this.timeout === 0) throw osError(error)
      const until = this.vm.process.now() + BigInt(Math.round((this.timeout ?? 0) * 1e9))
      await this.ready(fd, 'out', until)
      await this.finish(fd)
    }
  }
  private async finish(fd: Fd): Promise<void> {
    await this.vm.uninterrupted(() => this.net.poll([{ fd, events: ['out'] }]))
    const failed = this.net.socketError(fd)
    if (failed) throw osError(new FsError(failed))
  }
  close(): void {
    if (!this.open) return
    this.open = false
    if (this.files === 0) this.vm.process.close(this.fd)
  }
  finalize(): void {
    this.close()
  }
  /** A file over the socket; the descriptor lives as long as one of them. */
  makeFile(mode: string, unbuffered: boolean): FileObject {
    this.files++
    return new FileObject(
      BigInt(this.fd),
      mode,
      this.fd,
      {
        read: async (max) => (await this.wait('in', () => this.net.recv(this.fd, max))).data,
        write: (data) => this.sendAll(data),
        close: () => {
          if (--this.files === 0 && !this.open) this.vm.process.close(this.fd)
        },
      },
      unbuffered,
    )
  }
  async sendAll(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length; )
      at += await this.wait('out', () => this.net.send(this.fd, data.subarray(at), { noSignal: true }))
  }
}

const shownAddress = ({ host, port }: SocketAddress): string =>
  host.includes(':') ? `('${host}', ${port}, 0, 0)` : `('${host}', ${port})`

const self = (args: readonly Value[]): SocketObject => args[0] as SocketObject

const setOption: Native = (_vm, args) => {
  const socket = self(args)
  const [level, number] = [integer(args[1]), integer(args[2])]
  const option = optionOf(level, number)
  const value = args[3] ?? null
  socket.call(() => {
    if (!option) throw new FsError('ENOPROTOOPT')
    const fd = socket.number()
    const set = (given: SocketOptions[keyof SocketOptions]): void =>
      socket.net.setsockopt(fd, option, given as never)
    if (option === 'linger') {
      const view = new DataView(bytes(value).slice().buffer)
      set(view.getInt32(0, true) ? view.getInt32(4, true) * 1e9 : undefined)
    } else if (option === 'bindtodevice')
      set(value instanceof Bytes ? new TextDecoder().decode(value.data).replace(/\0+$/, '') : text(value))
    else if (['ttl', 'tos', 'mark', 'rcvbuf', 'sndbuf'].includes(option)) set(integer(value))
    else set(integer(value) !== 0)
  })
  return null
}

/** Whom SO_PEERCRED names where nobody is. */
const NOBODY = { pid: 0, uid: -1, gid: -1 }

const getOption: Native = (_vm, args) => {
  const socket = self(args)
  const [level, number] = [integer(args[1]), integer(args[2])]
  if (level === CONSTANTS.SOL_SOCKET && number === CONSTANTS.SO_ERROR) {
    const failed = socket.net.socketError(socket.number())
    return BigInt(failed ? (ERRNO_NUMBERS[failed] ?? 0) : 0)
  }
  if (level === CONSTANTS.SOL_SOCKET && number === CONSTANTS.SO_TYPE) return BigInt(socket.kind)
  if (level === CONSTANTS.SOL_SOCKET && number === CONSTANTS.SO_PEERCRED) {
    const { pid, uid, gid } = socket.call(() => socket.net.peerCredentials(socket.number())) ?? NOBODY
    return new Bytes(new Uint8Array(new Int32Array([pid, uid, gid]).buffer))
  }
  const option = optionOf(level, number)
  const value = socket.call(() => {
    if (!option) throw new FsError('ENOPROTOOPT')
    return socket.net.getsockopt(socket.number(), option)
  })
  return typeof value === 'number' ? BigInt(value) : typeof value === 'boolean' ? BigInt(value) : null
}

const receive: Native = async (_vm, args) => {
  const socket = self(args)
  const flags = args[2] === undefined ? 0 : integer(args[2])
  const size = integer(args[1])
  if (size < 0) throw raise('ValueError', 'negative buffersize in recv')
  const options = {
    peek: (flags & CONSTANTS.MSG_PEEK) !== 0,
    dontWait: (flags & CONSTANTS.MSG_DONTWAIT) !== 0,
    waitAll: (flags & CONSTANTS.MSG_WAITALL) !== 0,
  }
  const { data } = await socket.wait('in', () => socket.net.recv(socket.fd, size, options))
  return new Bytes(data)
}

const METHODS: Readonly<Record<string, Native>> = {
  bind: async (vm, args) => {
    const socket = self(args)
    const address = await addressFrom(vm, socket.family, args[1] ?? null, 'bind')
    socket.call(() => socket.net.bind(socket.number(), address))
    return null
  },
  listen: (_vm, args) => {
    const backlog = args[1] === undefined ? 128 : Math.max(0, integer(args[1]))
    self(args).call(() => self(args).net.listen(self(args).number(), backlog))
    return null
  },
  accept: async (vm, args) => {
    const socket = self(args)
    const { fd, peer } = await socket.wait('in', () => socket.net.accept(socket.fd))
    return new Tuple([
      new SocketObject(vm, fd, socket.family, socket.kind, socket.protocol),
      addressValue(socket.family, peer),
    ])
  },
  connect: async (vm, args) => {
    const socket = self(args)
    await socket.connect(await addressFrom(vm, socket.family, args[1] ?? null, 'connect'))
    return null
  },
  connect_ex: async (vm, args) => {
    try {
      await self(args).connect(await addressFrom(vm, self(args).family, args[1] ?? null, 'connect_ex'))
      return 0n
    } catch (error) {
      if (error instanceof Raised && vm.isError(error.value, 'OSError')) {
        const number = error.value.attributes.get('errno')
        return number ?? 11n
      }
      throw error
    }
  },
  send: async (_vm, args) => {
    const socket = self(args)
    const data = bytes(args[1])
    return BigInt(await socket.wait('out', () => socket.net.send(socket.fd, data, { noSignal: true })))
  },
  sendall: async (_vm, args) => {
    self(args).number()
    await self(args).sendAll(bytes(args[1]))
    return null
  },
  sendto: async (vm, args) => {
    const socket = self(args)
    const to = await addressFrom(vm, socket.family, args.at(-1) ?? null, 'sendto')
    return BigInt(
      await socket.wait('out', () => socket.net.send(socket.fd, bytes(args[1]), { to, noSignal: true })),
    )
  },
  recv: receive,
  recvfrom: async (_vm, args) => {
    const socket = self(args)
    const { data, from } = await socket.wait('in', () => socket.net.recv(socket.fd, integer(args[1])))
    return new Tuple([new Bytes(data), from && from.host !== '' ? addressValue(socket.family, from) : null])
  },
  shutdown: (_vm, args) => {
    const how = (['read', 'write', 'both'] as const)[integer(args[1])]
    self(args).call(() => {
      if (!how) throw new FsError('EINVAL')
      self(args).net.shutdown(self(args).number(), how)
    })
    return null
  },
  close: (_vm, args) => {
    self(args).close()
    return null
  },
  fileno: (_vm, args) => BigInt(self(args).open ? self(args).fd : -1),
  detach: (_vm, args) => {
    const { fd } = self(args)
    self(args).open = false
    return BigInt(fd)
  },
  getsockname: (_vm, args) =>
    self(args).call(() => addressValue(self(args).family, self(args).net.getsockname(self(args).number()))),
  getpeername: (_vm, args) =>
    self(args).call(() => addressValue(self(args).family, self(args).net.getpeername(self(args).number()))),
  setsockopt: setOption,
  getsockopt: getOption,
  settimeout: (_vm, args) => {
    const seconds = given(args[1] ?? null)
    if (seconds !== undefined && real(seconds) < 0) throw raise('ValueError', 'Timeout value out of range')
    self(args).setTimeout(seconds === undefined ? null : real(seconds))
    return null
  },
  gettimeout: (_vm, args) => self(args).timeout,
  setblocking: (_vm, args) => {
    self(args).setTimeout(args[1] === false || args[1] === 0n ? 0 : null)
    return null
  },
  getblocking: (_vm, args) => self(args).timeout !== 0,
  makefile: (_vm, args, keywords) => {
    const mode = String(argument(args, keywords, 1, 'mode') ?? 'r')
    return self(args).makeFile(mode, argument(args, keywords, 2, 'buffering') === 0n)
  },
  __enter__: (_vm, args) => self(args),
  __exit__: (_vm, args) => {
    self(args).close()
    return null
  },
}

const DOMAINS: Readonly<Record<number, 'inet' | 'inet6' | 'unix'>> = {
  [CONSTANTS.AF_UNIX]: 'unix',
  [CONSTANTS.AF_INET]: 'inet',
  [CONSTANTS.AF_INET6]: 'inet6',
}

/** `socket.socketpair(family, type)`. */
export const createPair: Native = (vm, args, keywords) => {
  const family = integer(argument(args, keywords, 0, 'family') ?? BigInt(CONSTANTS.AF_UNIX))
  const kind = integer(argument(args, keywords, 1, 'type') ?? BigInt(CONSTANTS.SOCK_STREAM)) & 15
  const type = (['stream', 'dgram', undefined, undefined, 'seqpacket'] as const)[kind - 1]
  if (family !== CONSTANTS.AF_UNIX) throw osError(new FsError('EOPNOTSUPP'))
  if (!type) throw osError(new FsError('ESOCKTNOSUPPORT'))
  const pair = vm.process.net.socketPair(type)
  return new Tuple(pair.map((fd) => new SocketObject(vm, fd, family, kind, 0)))
}

/** `socket.socket(family, type, proto)`. */
export const create: Native = (vm, args, keywords) => {
  const family = integer(argument(args, keywords, 0, 'family') ?? BigInt(CONSTANTS.AF_INET))
  const whole = integer(argument(args, keywords, 1, 'type') ?? BigInt(CONSTANTS.SOCK_STREAM))
  const protocol = integer(argument(args, keywords, 2, 'proto') ?? 0n)
  const kind = whole & 15
  const domain = DOMAINS[family]
  const type = (['stream', 'dgram', 'raw', undefined, 'seqpacket'] as const)[kind - 1]
  if (!domain || !type) throw typeError(`sockets of family ${family} and type ${kind} are not simulated`)
  try {
    const fd = vm.process.net.socket(
      domain,
      type,
      protocol === 0 ? undefined : protocol === 1 ? 'icmp' : protocol === 58 ? 'icmp6' : protocol,
    )
    const made = new SocketObject(vm, fd, family, kind, protocol)
    if (whole & CONSTANTS.SOCK_NONBLOCK) made.setTimeout(0)
    return made
  } catch (error) {
    if (isErrno(error)) throw osError(error)
    throw error
  }
}

export const SOCKET_CLASS = defineClass('socket', METHODS, { module: 'socket', create })
