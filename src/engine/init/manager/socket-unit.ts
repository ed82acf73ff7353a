import { isErrno } from '../../base/errors.ts'
import type { Manager } from './manager.ts'
import { expand } from './names.ts'
import { WARNING } from './reports.ts'
import type { Behaviour, Unit } from './unit.ts'

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
        else process.serve(path, async () => this.activate(), mode)
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

  private activate(): null {
    const { unit, manager } = this
    for (const service of unit.others('Triggers'))
      if (service.isDown && !service.job) manager.tryAdd('start', service)
    manager.changed(unit, 'active', 'running')
    return null
  }

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
