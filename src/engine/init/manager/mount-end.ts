import { isErrno } from '../../base/errors.ts'
import type { WaitStatus } from '../../kernel/process.ts'
import { mountPoint, optionsOf } from './defaults.ts'
import { exitText } from './exit-status.ts'
import { runHelper } from './helper-process.ts'
import type { Manager } from './manager.ts'
import type { MountUnit } from './mount-unit.ts'
import { NOTICE, WARNING } from './reports.ts'
import type { SwapUnit } from './swap-unit.ts'
import type { Unit } from './unit.ts'

/** The program that mounts, or takes a swap area into use, failed. */
export function noteFailure(manager: Manager, unit: Unit, what: string, status: WaitStatus): void {
  unit.result = 'exit-code'
  const text = status.kind === 'exited' ? `exited, status=${exitText(status.code)}` : 'killed'
  manager.log(unit, NOTICE, `${unit.name}: ${what} process exited, code=${text}`)
  manager.log(unit, WARNING, `${unit.name}: Failed with result 'exit-code'.`)
}

export function stopMount(mount: MountUnit): void {
  const { unit, manager, where } = mount
  if (!mount.isMounted) {
    manager.changed(unit, 'inactive', 'dead')
    return
  }
  manager.changed(unit, 'deactivating', 'unmounting')
  mount.run(['/bin/umount', where, '-c'], 'Unmount', () => mount.settle())
}

export function reloadMount(mount: MountUnit): void {
  const options = `remount,${optionsOf(mount.unit).join(',')}`
  mount.run(['/bin/mount', '-o', options, mount.where], 'Remount', () => {})
}

export function stopAutomount(manager: Manager, unit: Unit): void {
  try {
    manager.process.umount(mountPoint(unit), { detach: true })
  } catch (error) {
    if (!isErrno(error)) throw error
  }
  manager.changed(unit, 'inactive', 'dead')
}

export function stopSwap(swap: SwapUnit): void {
  const { unit, manager } = swap
  if (!swap.isInUse) {
    manager.changed(unit, 'inactive', 'dead')
    return
  }
  manager.changed(unit, 'deactivating', 'deactivating')
  runHelper(manager, unit, ['/sbin/swapoff', swap.what], 'Swap', (failed) => swap.settle(failed))
}
