import { isErrno } from '../../base/errors.ts'
import { optionsOf } from './defaults.ts'
import { spawn } from './exec.ts'
import { exitText } from './exit-status.ts'
import { readText } from './files.ts'
import type { Manager } from './manager.ts'
import { NOTICE, WARNING } from './reports.ts'
import type { Behaviour, Unit } from './unit.ts'

/** A swap area that swapon(8) puts into use (swap.c). */
export class SwapUnit implements Behaviour {
  private readonly manager: Manager
  private readonly unit: Unit

  constructor(manager: Manager, unit: Unit) {
    this.manager = manager
    this.unit = unit
  }

  private get what(): string {
    return this.unit.settings.get('Swap', 'What') ?? ''
  }
  private get isInUse(): boolean {
    const { process } = this.manager
    try {
      const device = process.realpath(this.what)
      return readText(process, '/proc/swaps')
        .split('\n')
        .some((line) => line.split(/\s/, 1)[0] === device)
    } catch (error) {
      if (isErrno(error)) return false
      throw error
    }
  }

  start(): void {
    if (this.isInUse) {
      this.manager.changed(this.unit, 'active', 'active')
      return
    }
    this.manager.changed(this.unit, 'activating', 'activating')
    const options = optionsOf(this.unit).filter((option) => /^(discard|pri)/.test(option))
    this.run(['/sbin/swapon', ...(options.length > 0 ? ['-o', options.join(',')] : []), this.what])
  }
  stop(): void {
    if (!this.isInUse) {
      this.manager.changed(this.unit, 'inactive', 'dead')
      return
    }
    this.manager.changed(this.unit, 'deactivating', 'deactivating')
    this.run(['/sbin/swapoff', this.what])
  }

  private run(argv: readonly string[]): void {
    const { unit, manager } = this
    unit.result = 'success'
    const pid = spawn(manager, unit, { path: argv[0]!, argv, ignoreFailure: false })
    manager.onExit(pid, (status) => {
      const failed = status.kind !== 'exited' || status.code !== 0
      if (failed) {
        unit.result = 'exit-code'
        const text = status.kind === 'exited' ? `exited, status=${exitText(status.code)}` : 'killed'
        manager.log(unit, NOTICE, `${unit.name}: Swap process exited, code=${text}`)
        manager.log(unit, WARNING, `${unit.name}: Failed with result 'exit-code'.`)
      }
      if (this.isInUse) manager.changed(unit, 'active', 'active')
      else if (failed) manager.changed(unit, 'failed', 'failed')
      else manager.changed(unit, 'inactive', 'dead')
    })
  }
}
