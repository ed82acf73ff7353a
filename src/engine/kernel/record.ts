import type { Random } from '../base/random.ts'
import type { Nanoseconds } from '../base/time.ts'
import { ControlGroup } from './control-group.ts'
import type { MountNamespace, Place } from './mounts.ts'
import type { DescriptorTable } from './open-file.ts'
import type { Credentials, ExitCode, Pid, Process, WaitStatus } from './process.ts'
import type { Task } from './scheduler.ts'
import type { Signal } from './signals.ts'
import type { Tty } from './tty.ts'
import type { WaitQueue } from './waiting.ts'
import type { View } from './walk.ts'

/** Process numbers as a group of processes sees them (pid_namespaces(7)). */
export class PidNamespace {
  readonly parent: PidNamespace | undefined
  /** Control group of its processes. */
  readonly group = new ControlGroup()
  private next = 1
  private readonly byPid = new Map<Pid, ProcessRecord>()
  /** Kernel-wide id ↔ number here. Kept after the end as long as there is a group or a session of that number. */
  private readonly numbers = new Map<number, Pid>()
  private readonly ids = new Map<Pid, number>()

  constructor(parent: PidNamespace | undefined) {
    this.parent = parent
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
  hostname: string
}

/** What a process is a member of. Groups that only carry a name exist for /proc/PID/ns. */
export interface Namespaces {
  readonly mount: MountNamespace
  readonly pid: PidNamespace
  readonly uts: UtsNamespace
  /** Numbers behind `net:[…]`, `ipc:[…]`: equal for members of one namespace. */
  readonly net: number
  readonly ipc: number
}

export type Disposition = 'default' | 'ignore' | (() => void)

/** A process as the kernel holds it. `id` is the kernel's own; a namespace gives numbers (`PidNamespace.numberOf`). */
export interface ProcessRecord {
  readonly id: number
  parent: ProcessRecord | undefined
  readonly children: Set<ProcessRecord>
  /** Kernel-wide ids of group and session. */
  pgid: number
  sid: number
  terminal: Tty | undefined
  credentials: Credentials
  readonly namespaces: Namespaces
  root: Place
  cwd: Place
  umask: number
  readonly fds: DescriptorTable
  env: Map<string, string>
  argv: readonly string[]
  /** Path of the executable; '' for what the machine itself runs. */
  exe: string
  /** Name of the program, at most 15 characters in /proc/PID/comm. */
  comm: string
  readonly dispositions: Map<Signal, Disposition>
  /** Signals that came while it was stopped; they wait for SIGCONT. */
  readonly pending: Set<Signal>
  readonly tasks: Set<Task>
  state: 'running' | 'stopped' | 'zombie'
  status: WaitStatus | undefined
  /** A stop or an end that the parent has not waited for. */
  changed: boolean
  readonly childChanged: WaitQueue
  readonly started: Nanoseconds
  /** Bytes that it keeps in memory. */
  memory: number
  readonly random: Random
  /** Ends a sleep early, while one goes on. */
  interrupt: (() => void) | undefined
  /** Called when the process has ended. */
  readonly onExit: Set<(status: WaitStatus) => void>
  calls: Process
}

/** Thrown by `exit` to leave a program; nothing but the kernel catches it. */
export class Exit {
  readonly code: ExitCode
  constructor(code: ExitCode) {
    this.code = code
  }
}

/** From where a process resolves paths. */
export const viewOf = (record: ProcessRecord): View => ({
  namespace: record.namespaces.mount,
  root: record.root,
  cwd: record.cwd,
  credentials: record.credentials,
})
