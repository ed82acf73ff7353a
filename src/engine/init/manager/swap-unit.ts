import { isErrno } from '../../base/errors.ts'
import { optionsOf } from './defaults.ts'
import { readText } from './files.ts'
import { runHelper } from './helper-process.ts'
import type { Manager } from './manager.ts'
import { RESERVE } from './reserve.ts'
import type { Behaviour, Unit } from './unit.ts'

/** A swap area that swapon(8) puts into use (swap.c). */
export class SwapUnit implements Behaviour {
  readonly manager: Manager
  readonly unit: Unit

  constructor(manager: Manager, unit: Unit) {
    this.manager = manager
    this.unit = unit
  }

  get what(): string {
    return this.unit.settings.get('Swap', 'What') ?? ''
  }
  get isInUse(): boolean {
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
    const argv = ['/sbin/swapon', ...(options.length > 0 ? ['-o', options.join(',')] : []), this.what]
    runHelper(this.manager, this.unit, argv, 'Swap', (failed) => this.settle(failed))
  }
  stop(): void {
    RESERVE.code.stopSwap(this)
  }

  /** As the table of swap areas has it. */
  settle(failed: boolean): void {
    const { unit, manager } = this
    if (this.isInUse) manager.changed(unit, 'active', 'active')
    else if (failed) manager.changed(unit, 'failed', 'failed')
    else manager.changed(unit, 'inactive', 'dead')
  }
}
