import type { ControlGroup } from './control-group.ts'
import type { Kernel } from './kernel.ts'
import { sendSignal } from './signalling.ts'

/** Freezes the processes of a control group where they are. Signals wait. */
export function freeze(kernel: Kernel, group: ControlGroup): void {
  group.frozen = true
  for (const { tasks } of group.members) for (const task of tasks) kernel.scheduler.stop(task)
}

/** Lets them go on. What a stop signal had stopped before stays stopped. */
export function thaw(kernel: Kernel, group: ControlGroup): void {
  group.frozen = false
  for (const record of [...group.members]) {
    if (record.state === 'zombie') continue
    if (record.state === 'running') for (const task of record.tasks) kernel.scheduler.continue(task)
    for (const signal of [...record.pending]) {
      record.pending.delete(signal)
      sendSignal(kernel, record, signal)
    }
  }
}
