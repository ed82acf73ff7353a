import type { Kernel } from './kernel.ts'
import type { PidNamespace } from './record.ts'
import { sendSignal } from './signalling.ts'

/** Freezes the processes of a namespace where they are, as their control group's freezer does. Signals wait. */
export function freeze(kernel: Kernel, namespace: PidNamespace): void {
  namespace.group.frozen = true
  for (const [, record] of namespace.all()) for (const task of record.tasks) kernel.scheduler.stop(task)
}

/** Lets them go on. What a stop signal had stopped before stays stopped. */
export function thaw(kernel: Kernel, namespace: PidNamespace): void {
  namespace.group.frozen = false
  for (const [, record] of namespace.all()) {
    if (record.state === 'zombie') continue
    if (record.state === 'running') for (const task of record.tasks) kernel.scheduler.continue(task)
    for (const signal of [...record.pending]) {
      record.pending.delete(signal)
      sendSignal(kernel, record, signal)
    }
  }
}
