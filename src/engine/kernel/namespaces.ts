import type { ControlGroup } from './control-group.ts'
import type { MountNamespace } from './mounts.ts'
import type { NetNamespace } from './net/stack.ts'
import type { Pid } from './process.ts'
import type { ProcessRecord } from './record.ts'

/** Inode numbers of the namespaces that a machine boots with, as `net:[4026531840]` shows them (include/linux/proc_ns.h). */
export const FIRST_NUMBERS = {
  time: 4026531834,
  cgroup: 4026531835,
  pid: 4026531836,
  user: 4026531837,
  uts: 4026531838,
  ipc: 4026531839,
  net: 4026531840,
  mnt: 4026531841,
} as const

/** Kinds of namespaces, by their names in /proc/PID/ns. */
export type NamespaceKind = keyof typeof FIRST_NUMBERS

/** Process numbers as a group of processes sees them (pid_namespaces(7)). */
export class PidNamespace {
  readonly parent: PidNamespace | undefined
  readonly number: number
  /** Its first process has ended: nothing can be started in it any more. */
  dead = false
  private next = 1
  private readonly byPid = new Map<Pid, ProcessRecord>()
  /** Kernel-wide id ↔ number here. Kept after the end as long as there is a group or a session of that number. */
  private readonly numbers = new Map<number, Pid>()
  private readonly ids = new Map<Pid, number>()

  constructor(parent: PidNamespace | undefined, number = 0) {
    this.parent = parent
    this.number = number
  }
  add(record: ProcessRecord): void {
    const pid = this.next++
    this.byPid.set(pid, record)
    this.numbers.set(record.id, pid)
    this.ids.set(pid, record.id)
  }
  /** A number of the reader's choice for the next process: what a machine that has run for a while gives. */
  skipTo(pid: Pid): void {
    this.next = Math.max(this.next, pid)
  }
  remove(record: ProcessRecord): void {
    const pid = this.numbers.get(record.id)
    if (pid === undefined) return
    this.byPid.delete(pid)
  }
  /** No process of an id is left, and none whose group or session has it: the number goes too. */
  forget(id: number): void {
    const pid = this.numbers.get(id)
    if (pid === undefined) return
    this.numbers.delete(id)
    this.ids.delete(pid)
  }
  get(pid: Pid): ProcessRecord | undefined {
    return this.byPid.get(pid)
  }
  /** The number that was given last. */
  get last(): Pid {
    return this.next - 1
  }
  /** Number of a process, by its kernel-wide id; 0 when it is not of this namespace. */
  numberOf(id: number): Pid {
    return this.numbers.get(id) ?? 0
  }
  /** Kernel-wide id of a process or a group that is or was here; 0 when there was none. */
  idOf(pid: Pid): number {
    return this.ids.get(pid) ?? 0
  }
  /** In ascending order of number. */
  all(): [Pid, ProcessRecord][] {
    return [...this.byPid].sort((a, b) => a[0] - b[0])
  }
}

/** Host name of a group of processes (uts_namespaces(7)). */
export interface UtsNamespace {
  readonly number: number
  hostname: string
}

/** From which control group on its members see paths (cgroup_namespaces(7)). */
export interface CgroupNamespace {
  readonly number: number
  readonly root: ControlGroup
}

/** What a process is a member of (namespaces(7)). A number alone stands for a group that has nothing else to it here. */
export interface Namespaces {
  readonly mount: MountNamespace
  readonly pid: PidNamespace
  readonly uts: UtsNamespace
  readonly cgroup: CgroupNamespace
  readonly net: NetNamespace
  readonly ipc: number
  readonly user: number
  readonly time: number
}

/** The inode number of one of the namespaces of a process. */
export function numberOf(namespaces: Namespaces, kind: NamespaceKind): number {
  const namespace = kind === 'mnt' ? namespaces.mount : namespaces[kind]
  return typeof namespace === 'number' ? namespace : namespace.number
}
