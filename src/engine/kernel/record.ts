import type { Random } from '../base/random.ts'
import type { Nanoseconds } from '../base/time.ts'
import type { ControlGroup } from './control-group.ts'
import type { Place } from './mounts.ts'
import type { Namespaces, PidNamespace } from './namespaces.ts'
import type { UnixCredentials } from './net/unix/socket.ts'
import type { DescriptorTable } from './open-file.ts'
import type { Credentials, ExitCode, Process, WaitStatus } from './process.ts'
import type { ResourceLimits } from './rlimits.ts'
import type { Task } from './scheduler.ts'
import type { Signal } from './signals.ts'
import type { Tty } from './tty.ts'
import type { WaitQueue } from './waiting.ts'
import type { View } from './walk.ts'

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
  namespaces: Namespaces
  /** Where its children will be numbered, after unshare(2) or setns(2). */
  pidForChildren: PidNamespace | undefined
  group: ControlGroup
  root: Place
  cwd: Place
  umask: number
  limits: ResourceLimits
  /** /proc/PID/oom_score_adj. */
  readonly oomScoreAdj: number
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
  /** Time that it had a processor, as far as that is simulated. */
  computed: Nanoseconds
  /** Bytes that it keeps in memory. */
  memory: number
  readonly random: Random
  /** Ends a sleep early, while one goes on. */
  interrupt: (() => void) | undefined
  /** Called when the process has ended. */
  readonly onExit: Set<(status: WaitStatus) => void>
  readonly calls: Process
}

/** Thrown by `exit` to leave a program; nothing but the kernel catches it. */
export class Exit {
  readonly code: ExitCode
  constructor(code: ExitCode) {
    this.code = code
  }
}

/** Who a process is to the other end of a Unix socket. */
export const credentialsOf = ({ id, credentials: { uid, gid } }: ProcessRecord): UnixCredentials => ({
  id,
  uid,
  gid,
})

/** From where a process resolves paths. */
export const viewOf = (record: ProcessRecord): View => ({
  namespace: record.namespaces.mount,
  root: record.root,
  cwd: record.cwd,
  credentials: record.credentials,
})
