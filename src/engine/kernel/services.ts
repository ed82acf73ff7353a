import { EngineError, FsError } from '../base/errors.ts'
import type { Kernel } from './kernel.ts'
import { inodeKey, type Place } from './mounts.ts'
import { makeUnixSocket } from './net/unix/make.ts'
import { abstractKey, type UnixNames } from './net/unix/names.ts'
import type { UnixSocket, UnixType } from './net/unix/socket.ts'
import { UnixStream } from './net/unix/stream.ts'
import type { Fd } from './process.ts'
import { credentialsOf, type ProcessRecord } from './record.ts'
import type { Caller, InputSource, Listener, ServiceHandler } from './service.ts'
import type { Tty } from './tty.ts'

/** Name of a socket that is in no file system: it begins with a NUL (unix(7), "Abstract socket address"). */
type AbstractName = string

export interface ServiceOptions {
  /** The path by which its socket was made. */
  readonly name: string
  readonly type?: UnixType
  /** Speaks with one that connects as it is, byte by byte, over this descriptor of the owner. */
  readonly stream?: (fd: Fd, caller: Caller) => Promise<void>
}

/** Longest queue of those that wait, as servers ask for it (SOMAXCONN). */
const BACKLOG = 4096

/** Services behind sockets, which answer whole requests. */
export class Services {
  /** Of the simulation itself: nobody sees them among the sockets. */
  private readonly hidden = new Map<string, readonly Listener[]>()
  private readonly relays = new Map<Tty | ProcessRecord, Set<InputSource>>()
  private readonly kernel: Kernel
  private readonly names: UnixNames
  constructor(kernel: Kernel) {
    this.kernel = kernel
    this.names = kernel.unixNames
  }

  /** Makes `handle` answer calls at an abstract name of the owner's network, or at an inode. */
  listenHidden(socket: Place | AbstractName, owner: ProcessRecord, handle: ServiceHandler): void {
    const key = keyOf(socket, owner)
    const others = (): Listener[] => (this.hidden.get(key) ?? []).filter((other) => other.owner !== owner)
    this.hidden.set(key, [...others(), { owner, handle }])
    owner.onExit.add(() => this.hidden.set(key, others()))
  }

  /** Makes `handle` answer calls on the socket at an inode; the owner has it open, alone or with others. */
  listen(place: Place, owner: ProcessRecord, handle: ServiceHandler, options: ServiceOptions): Fd {
    const key = inodeKey(place)
    const socket = this.names.get(key) ?? this.make(place, key, owner, options)
    const others = (): Listener[] => socket.services.filter((other) => other.owner !== owner)
    socket.services = [...others(), { owner, handle, stream: options.stream }]
    owner.onExit.add(() => {
      socket.services = others()
    })
    const held = owner.fds.entries().find(([, file]) => file === socket)
    return held?.[0] ?? owner.fds.add(socket, true, Number.POSITIVE_INFINITY, 3)
  }

  private make(place: Place, key: string, owner: ProcessRecord, { name, type }: ServiceOptions): UnixSocket {
    const { uid, gid } = owner.credentials
    const identity = { inode: this.kernel.pipeNumber(), uid, gid }
    const credentials = credentialsOf(owner)
    const socket = makeUnixSocket(type ?? 'stream', owner.namespaces.net, identity, credentials)
    this.kernel.bindFile(socket, place, key, name)
    if (socket instanceof UnixStream) socket.listen(BACKLOG, credentials)
    return socket
  }

  /** Who answers whole requests at a socket. ECONNREFUSED. */
  call(socket: Place | AbstractName, caller: ProcessRecord): (request: unknown) => Promise<unknown> {
    const key = keyOf(socket, caller)
    const service = (this.names.get(key)?.services ?? this.hidden.get(key))?.at(-1)
    if (!service) throw new FsError('ECONNREFUSED')
    const { owner, handle } = service
    const { kernel } = this
    return async (request) => {
      const answer = await kernel.scheduler.block<{ value: unknown } | { error: unknown }>((wake) => {
        const gone = (): void => wake({ error: new EngineError('unavailable', 'EOF') })
        const forget = (): void => {
          owner.onExit.delete(gone)
        }
        owner.onExit.add(gone)
        kernel.task(owner, async () => {
          try {
            wake({ value: await handle(request, this.caller(caller)) })
          } catch (error) {
            wake({ error })
          }
          forget()
        })
        return forget
      })
      if ('error' in answer) throw answer.error
      return answer.value
    }
  }

  /** Somebody connected to a socket that answers whole requests: it is spoken to byte by byte, or nobody says a word. */
  greet(listener: UnixSocket, end: UnixStream, caller: ProcessRecord): void {
    const service = listener.services.at(-1)
    if (!service) return
    const { owner, stream } = service
    this.kernel.task(owner, async () => {
      const { uid, gid } = owner.credentials
      const accepted = await (listener as UnixStream).accept(() => ({
        inode: this.kernel.pipeNumber(),
        uid,
        gid,
      }))
      const fd = owner.fds.add(accepted, true, Number.POSITIVE_INFINITY, 3)
      try {
        await (stream ? stream(fd, this.caller(caller)) : end.receive(1))
      } finally {
        if (owner.fds.has(fd)) owner.fds.close(fd)
      }
    })
  }

  /** What a service may know of who calls. */
  caller(record: ProcessRecord): Caller {
    return {
      credentials: record.credentials,
      program: record.comm,
      pid: this.kernel.pidNamespace.numberOf(record.id),
      relay: (source) => {
        const feeder = record.terminal ?? record
        const sources = this.relays.get(feeder) ?? new Set()
        this.relays.set(feeder, sources.add(source))
        if (feeder === record) record.onExit.add(() => this.relays.delete(record))
        return () => sources.delete(source)
      },
      onGone: (callback) => {
        record.onExit.add(callback)
        return () => record.onExit.delete(callback)
      },
    }
  }
  /** Those that a terminal, or a process without one, feeds. */
  fedBy(feeder: Tty | ProcessRecord): ReadonlySet<InputSource> {
    return this.relays.get(feeder) ?? NONE
  }
  /** A terminal is gone. */
  forget(tty: Tty): void {
    this.relays.delete(tty)
  }
}

const keyOf = (socket: Place | AbstractName, { namespaces }: ProcessRecord): string =>
  typeof socket === 'string' ? abstractKey(namespaces.net.number, socket) : inodeKey(socket)

const NONE: ReadonlySet<InputSource> = new Set()
