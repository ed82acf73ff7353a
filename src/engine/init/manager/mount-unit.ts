import { isErrno } from '../../base/errors.ts'
import { mountsOf } from '../../userland/mount-table.ts'
import { mountPoint, optionsOf } from './defaults.ts'
import { runHelper } from './helper-process.ts'
import { DEFAULT_TIMEOUT, type Manager } from './manager.ts'
import { WARNING } from './reports.ts'
import { RESERVE } from './reserve.ts'
import type { Behaviour, Unit } from './unit.ts'

/** Options that are for the manager and not for mount(8). */
const OWN = /^(nofail|noauto|auto|x-systemd\..*|_netdev)$/

/** Something that is mounted by mount(8) and taken away by umount(8) (mount.c). */
export class MountUnit implements Behaviour {
  readonly manager: Manager
  readonly unit: Unit

  constructor(manager: Manager, unit: Unit) {
    this.manager = manager
    this.unit = unit
    if (unit.active === 'inactive' && this.isMounted) {
      unit.active = 'active'
      unit.sub = 'mounted'
    }
  }

  get where(): string {
    return mountPoint(this.unit)
  }
  /** What is mounted there, or is to be. */
  get what(): string {
    const there = mountsOf(this.manager.process).findLast(({ path }) => path === this.where)
    return there?.source ?? this.unit.settings.get('Mount', 'What') ?? ''
  }
  get isMounted(): boolean {
    const { where } = this
    return mountsOf(this.manager.process).some(({ path, type }) => path === where && type !== 'autofs')
  }

  start(): void {
    const { unit, manager, where } = this
    const what = unit.settings.get('Mount', 'What') ?? ''
    const type = unit.settings.get('Mount', 'Type')
    const options = optionsOf(unit).filter((option) => !OWN.test(option))
    makeFolder(manager, where)
    const argv = [
      '/bin/mount',
      what,
      where,
      ...(type ? ['-t', type] : []),
      ...(options.length > 0 ? ['-o', options.join(',')] : []),
    ]
    manager.changed(unit, 'activating', 'mounting')
    this.run(argv, 'Mount', () => this.settle())
  }

  stop(): void {
    RESERVE.code.stopMount(this)
  }

  reload(): void {
    RESERVE.code.reloadMount(this)
  }

  /** As the table of mounts has it. */
  settle(): void {
    const { unit, manager } = this
    if (this.isMounted) manager.changed(unit, 'active', 'mounted')
    else if (unit.result === 'success') manager.changed(unit, 'inactive', 'dead')
    else manager.changed(unit, 'failed', 'failed')
  }

  run(argv: readonly string[], what: string, then: () => void): void {
    const { unit, manager } = this
    let over = false
    const pid = runHelper(manager, unit, argv, what, () => {
      over = true
      then()
    })
    manager.after(DEFAULT_TIMEOUT, () => {
      if (over) return
      unit.result = 'timeout'
      manager.process.kill(pid, 'SIGKILL')
    })
  }
}

/** An automount point: the mount itself comes when somebody looks, which is not simulated. */
export class AutomountUnit implements Behaviour {
  private readonly manager: Manager
  private readonly unit: Unit

  constructor(manager: Manager, unit: Unit) {
    this.manager = manager
    this.unit = unit
  }

  start(): void {
    const { unit, manager } = this
    const where = mountPoint(unit)
    makeFolder(manager, where)
    try {
      manager.process.mount({ kind: 'new', type: 'autofs', source: 'systemd-1', target: where, data: AUTOFS })
    } catch (error) {
      if (!isErrno(error)) throw error
      manager.log(unit, WARNING, `${unit.name}: Failed to initialize automounter: ${error.message}`)
      manager.changed(unit, 'failed', 'failed')
      return
    }
    manager.changed(unit, 'active', 'waiting')
  }

  stop(): void {
    RESERVE.code.stopAutomount(this.manager, this.unit)
  }
}

/** How the kernel talks to the manager about it (autofs(5)); the pipe and its descriptor are systemd's of a first boot. */
const AUTOFS = 'fd=30,pgrp=1,timeout=0,minproto=5,maxproto=5,direct,pipe_ino=12665'

function makeFolder({ process }: Manager, path: string): void {
  let at = ''
  for (const name of path.split('/').filter(Boolean)) {
    at += `/${name}`
    try {
      if (!process.exists(at)) process.mkdir(at, 0o755)
    } catch (error) {
      if (!isErrno(error)) throw error
      return
    }
  }
}
