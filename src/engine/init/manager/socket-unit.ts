import { FsError, isErrno } from '../../base/errors.ts'
import { accounts, groups } from '../../userland/accounts.ts'
import type { Manager } from './manager.ts'
import { expand } from './names.ts'
import { WARNING } from './reports.ts'
import type { Behaviour, Unit } from './unit.ts'

/** How long until it is looked again whether a service has come up. */
const WAIT = 20e6
const LISTEN = ['ListenStream', 'ListenDatagram', 'ListenSequentialPacket', 'ListenFIFO']

/** Sockets that are there before their service; who calls one starts it (systemd.socket(5)). */
export class SocketUnit implements Behaviour {
  private readonly manager: Manager
  private readonly unit: Unit

  constructor(manager: Manager, unit: Unit) {
    this.manager = manager
    this.unit = unit
  }

  /** Those that are files; others are the network's or the kernel's own. */
  private get paths(): string[] {
    const { settings, name } = this.unit
    return LISTEN.flatMap((key) => settings.all('Socket', key))
      .map((path) => expand(path, name, this.manager.process))
      .filter((path) => path.startsWith('/'))
  }

  start(): void {
    const { unit, manager } = this
    const { process } = manager
    const mode = Number.parseInt(unit.settings.get('Socket', 'SocketMode') ?? '0666', 8)
    for (const path of this.paths)
      try {
        makeFolders(manager, path)
        if (process.exists(path)) process.unlink(path)
        if (unit.settings.all('Socket', 'ListenFIFO').length > 0) process.mkfifo(path, mode)
        else {
          process.serve(path, (request) => this.activate(path, request), mode)
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
      if (!process.exists(link) && this.paths[0] !== undefined) this.link(this.paths[0], link)
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
    this.manager.changed(this.unit, 'inactive', 'dead')
  }
}

function makeFolders({ process }: Manager, path: string): void {
  let at = ''
  for (const name of path.split('/').slice(1, -1)) {
    at += `/${name}`
    if (!process.exists(at)) process.mkdir(at, 0o755)
  }
}
