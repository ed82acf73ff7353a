import { FsError } from '../base/errors.ts'
import type { Kernel } from './kernel.ts'
import { endProcess, notifyParent } from './lifecycle.ts'
import type { ProcessRecord } from './record.ts'
import { defaultAction, type Signal } from './signals.ts'

/** Handlers after which calls go on that they interrupted (SA_RESTART). */
export const restarting = new WeakSet<() => void>()

/** Delivers a signal to one process (signal(7)). */
export function sendSignal(kernel: Kernel, record: ProcessRecord, signal: Signal): void {
  if (record.state === 'zombie') return
  if (record.group.frozen) {
    record.pending.add(signal)
    return
  }
  if (signal === 'SIGCONT') resume(kernel, record)
  else if (record.state === 'stopped' && signal !== 'SIGKILL' && signal !== 'SIGSTOP') {
    record.pending.add(signal)
    return
  }
  const disposition = record.dispositions.get(signal) ?? 'default'
  if (signal !== 'SIGKILL' && signal !== 'SIGSTOP') {
    if (disposition === 'ignore') return
    if (typeof disposition === 'function') {
      disposition()
      record.interrupt?.()
      if (restarting.has(disposition)) return
      for (const task of record.tasks) if (task.interruptible) task.fail?.(new FsError('EINTR'))
      return
    }
    if (isInit(record)) return
  } else if (isInit(record) && kernel.running && kernel.running.namespaces.pid === record.namespaces.pid)
    return
  switch (defaultAction(signal)) {
    case 'terminate':
      endProcess(kernel, record, { kind: 'signaled', signal })
      return
    case 'stop':
      if (record.state === 'stopped') return
      record.state = 'stopped'
      record.status = { kind: 'stopped', signal }
      for (const task of record.tasks) kernel.scheduler.stop(task)
      notifyParent(kernel, record)
      return
    case 'continue':
    case 'ignore':
      return
  }
}

/** Process 1 of its namespace gets only the signals it has handlers for (pid_namespaces(7)). */
const isInit = (record: ProcessRecord): boolean => record.namespaces.pid.numberOf(record.id) === 1

function resume(kernel: Kernel, record: ProcessRecord): void {
  if (record.state !== 'stopped') return
  record.state = 'running'
  record.status = undefined
  record.changed = false
  for (const task of record.tasks) kernel.scheduler.continue(task)
  for (const signal of [...record.pending]) {
    record.pending.delete(signal)
    if (defaultAction(signal) !== 'stop') sendSignal(kernel, record, signal)
  }
}
