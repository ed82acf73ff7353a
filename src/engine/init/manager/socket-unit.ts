import { FsError, isErrno } from '../../base/errors.ts'
import { accounts, groups } from '../../userland/accounts.ts'
import { makeParents } from '../../userland/make-parents.ts'
import type { Manager } from './manager.ts'
import { expand } from './names.ts'
import { WARNING } from './reports.ts'
import type { Behaviour, Unit } from './unit.ts'

/** How long until it is looked again whether a service has come up. */
const WAIT = 20e6
const LISTEN = {
  ListenStream: 'stream',
  ListenDatagram: 'dgram',
  ListenSequentialPacket: 'seqpacket',
  ListenFIFO: 'stream',
} as const

/** Sockets that are there before their service; who calls one starts it (systemd.socket(5)). */
export class SocketUnit implements Behaviour {
  private readonly manager: Manager
  private readonly unit: Unit

  constructor(manager: Manager, unit: Unit) {
    this.manager = manager
    this.unit = unit
  }

  /** Those that are files; others are the network's or the kernel's own. */
  private get sockets(): { path: string; type: 'stream' | 'dgram' | 'seqpacket' }[] {
    const { settings, name } = this.unit
    return Object.entries(LISTEN)
      .flatMap(([key, type]) => settings.all('Socket', key).map((path) => ({ path, type })))
      .map(({ path, type }) => ({ path: expand(path, name, this.manager.process), type }))
      .filter(({ path }) => path.startsWith('/'))
  }
  /** Descriptors of those that it made. */
  private open: number[] = []

  start(): void {
    const { unit, manager } = this
    const { process } = manager
    const mode = Number.parseInt(unit.settings.get('Socket', 'SocketMode') ?? '0666', 8)
    for (const { path, type } of this.sockets)
      try {
        makeParents(manager.process, path)
        if (process.exists(path)) process.unlink(path)
        if (unit.settings.all('Socket', 'ListenFIFO').length > 0) process.mkfifo(path, mode)
        else {
          this.open.push(process.serve(path, (request) => this.activate(path, request), mode, type))
          this.own(path, mode)
        }
      } catch (error) {
        if (!isErrno(error)) throw error
        manager.log(
          unit,
          WARNING,
          `${unit.name}: Failed to create listening socket (${path}): ${error.message}`,
        )
        unit.result = 'resources'
        manager.changed(unit, 'failed', 'failed')
        return
      }
    for (const link of unit.settings.words('Socket', 'Symlinks'))
      if (!process.exists(link) && this.sockets[0]) this.link(this.sockets[0].path, link)
    manager.changed(unit, 'active', 'listening')
  }

  private link(target: string, path: string): void {
    try {
      this.manager.process.symlink(target, path)
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }

  /** SocketMode, whatever the manager's own mask; SocketUser and SocketGroup. */
  private own(path: string, mode: number): void {
    const { process } = this.manager
    process.chmod(path, mode)
    const { settings } = this.unit
    const group = settings.get('Socket', 'SocketGroup')
    const user = settings.get('Socket', 'SocketUser')
    const uid = accounts(process).find(({ name }) => name === user)?.uid
    const gid = groups(process).find(({ name }) => name === group)?.gid
    if (uid !== undefined || gid !== undefined) process.chown(path, uid ?? 0, gid ?? 0)
  }

  /** Somebody calls: the service is started. Once it has the socket itself, the call is its. */
  private async activate(path: string, request: unknown): Promise<unknown> {
    const { unit, manager } = this
    if (!unit.isActive) throw new FsError('ECONNREFUSED')
    const services = [...unit.others('Triggers')]
    for (const service of services) if (service.isDown && !service.job) manager.tryAdd('start', service)
    manager.changed(unit, 'active', 'running')
    if (this.handingOver) return null
    while (services.some(({ active }) => active === 'activating')) await manager.process.sleep(WAIT)
    if (!services.some(({ isActive }) => isActive)) throw new FsError('ECONNREFUSED')
    this.handingOver = true
    try {
      return await manager.process.connect(path).call(request)
    } finally {
      this.handingOver = false
    }
  }
  private handingOver = false

  stop(): void {
    for (const fd of this.open.splice(0)) this.manager.process.close(fd)
    this.manager.changed(this.unit, 'inactive', 'dead')
  }
}
