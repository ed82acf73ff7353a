import { releaseOrphans } from './job-control.ts'
import type { Kernel } from './kernel.ts'
import type { PidNamespace } from './namespaces.ts'
import { releaseNetwork } from './net/lifetime.ts'
import type { WaitStatus } from './process.ts'
import type { ProcessRecord } from './record.ts'

/** Ends a process: closes what it had open, gives its children away, leaves a zombie for its parent. */
export function endProcess(kernel: Kernel, record: ProcessRecord, status: WaitStatus): void {
  if (record.state === 'zombie') return
  record.state = 'zombie'
  record.status = status
  for (const task of record.tasks) kernel.scheduler.kill(task)
  record.tasks.clear()
  record.fds.closeAll()
  releaseNetwork(kernel, record.namespaces.net)
  record.memory = 0
  const own = record.namespaces.pid
  if (own.numberOf(record.id) === 1) {
    own.dead = true
    if (own === kernel.pidNamespace) kernel.onInitEnd?.(status)
    for (const [, other] of own.all())
      if (other !== record) endProcess(kernel, other, { kind: 'signaled', signal: 'SIGKILL' })
  }
  const groups = groupsHeldBy(record)
  for (const child of record.children) adopt(kernel, child)
  record.children.clear()
  const { terminal } = record
  if (terminal && terminal.session === record.id) {
    terminal.session = 0
    if (terminal.foreground) kernel.signalGroup(terminal.foreground, 'SIGHUP')
  }
  releaseOrphans(kernel, record, groups)
  const listeners = [...record.onExit]
  record.onExit.clear()
  for (const listener of listeners) listener(status)
  if (!record.parent) reap(kernel, record)
  else notifyParent(kernel, record)
}

/** Groups that have a process of another group of their session to continue them in this one, or in its parent. */
function groupsHeldBy(record: ProcessRecord): number[] {
  const { parent, pgid, sid } = record
  const held = [...record.children].filter((child) => child.pgid !== pgid && child.sid === sid)
  const own = parent && parent.pgid !== pgid && parent.sid === sid ? [pgid] : []
  return [...own, ...held.map((child) => child.pgid)]
}

/** An orphan's new parent is process 1 of its namespace, else of the one above. */
function adopt(kernel: Kernel, child: ProcessRecord): void {
  let parent: ProcessRecord | undefined
  for (let ns: PidNamespace | undefined = child.namespaces.pid; ns && !parent; ns = ns.parent) {
    const init = ns.get(1)
    if (init && init !== child && init.state !== 'zombie') parent = init
  }
  child.parent = parent
  parent?.children.add(child)
  if (child.state === 'zombie') {
    if (parent) notifyParent(kernel, child)
    else reap(kernel, child)
  }
}

/** A child stopped or ended: SIGCHLD, and a waiting parent looks again. */
export function notifyParent(kernel: Kernel, record: ProcessRecord): void {
  const { parent } = record
  if (!parent) return
  record.changed = true
  if (record.state === 'zombie' && (parent.dispositions.get('SIGCHLD') === 'ignore' || reapsItself(parent)))
    reap(kernel, record)
  else kernel.signal(parent, 'SIGCHLD')
  parent.childChanged.wakeAll()
}

/** A first process that runs no program has its orphans' statuses taken. */
const reapsItself = (parent: ProcessRecord): boolean => parent.id === 1 && parent.tasks.size === 0

/** The last trace of a process goes. */
export function reap(kernel: Kernel, record: ProcessRecord): void {
  record.parent?.children.delete(record)
  kernel.processes.delete(record.id)
  record.group.members.delete(record)
  for (let ns: PidNamespace | undefined = record.namespaces.pid; ns; ns = ns.parent) ns.remove(record)
  for (const id of withoutUsed(kernel, [record.id, record.pgid, record.sid]))
    for (let ns: PidNamespace | undefined = record.namespaces.pid; ns; ns = ns.parent) ns.forget(id)
}

/** Those of the ids that are no process, no group and no session any more. */
function withoutUsed(kernel: Kernel, ids: readonly number[]): Set<number> {
  const left = new Set(ids.filter((id) => !kernel.processes.has(id)))
  for (const { pgid, sid } of kernel.processes.values()) {
    if (left.size === 0) break
    left.delete(pgid)
    left.delete(sid)
  }
  return left
}
