import type { Instant } from '../base/time.ts'
import type { JobResult, JobType } from './manager/job.ts'
import type { SystemState } from './manager/system-state.ts'
import type { JobMode } from './manager/transaction.ts'
import type { ActiveState, LoadState } from './manager/unit.ts'

/** Where the service manager answers root. */
export const MANAGER_SOCKET = '/run/systemd/private'

/** What may be asked of the service manager (org.freedesktop.systemd1.Manager). */
export type ManagerRequest =
  | { readonly method: 'ListUnits' }
  | { readonly method: 'GetUnit'; readonly name: string }
  | { readonly method: 'ActiveState'; readonly name: string }
  | {
      readonly method: 'Job'
      readonly type: JobType
      readonly name: string
      readonly mode: JobMode
      readonly wait: boolean
    }
  | { readonly method: 'ListJobs' }
  | { readonly method: 'Reload' }
  | { readonly method: 'ResetFailed'; readonly name?: string }
  | { readonly method: 'State' }
  | { readonly method: 'Kill'; readonly name: string; readonly signal: string }
  | {
      readonly method: 'StartScope'
      readonly name: string
      readonly slice: string
      readonly description: string
      readonly pid: number
    }

/** What is told of a unit. */
export interface UnitInfo {
  readonly name: string
  /** Other names. */
  readonly aliases: readonly string[]
  readonly description: string
  readonly load: LoadState
  readonly active: ActiveState
  readonly sub: string
  readonly path: string | undefined
  readonly dropIns: readonly string[]
  /** What a generator made it from. */
  readonly source: string | undefined
  /** Of a mount: where it is, and what is there or would be. */
  readonly mount: { readonly where: string; readonly what: string } | undefined
  readonly result: string
  readonly mainPid: number
  readonly mainStatus: string | undefined
  readonly status: string
  readonly group: string | undefined
  readonly job: { readonly id: number; readonly type: JobType } | undefined
  readonly skipped: string | undefined
  readonly since: { readonly [K in 'changed' | 'activating' | 'active' | 'inactive']: Instant | undefined }
  readonly documentation: readonly string[]
  readonly perpetual: boolean
  /** Names of the units that it depends on or that depend on it, by the kind. */
  readonly others: Readonly<Record<string, readonly string[]>>
}

export interface JobInfo {
  readonly id: number
  readonly unit: string
  readonly type: JobType
  readonly state: 'waiting' | 'running'
}

export interface JobAnswer {
  readonly id: number
  readonly result: JobResult | undefined
}

export interface StateInfo {
  readonly state: SystemState
  readonly loaded: number
  readonly jobs: number
  readonly failed: number
  readonly started: Instant
  readonly finished: Instant | undefined
}

/** Where services say how they are. */
export interface Notification {
  readonly pid: number
  readonly ready?: boolean
  readonly status?: string
  /** Of udevd: it has found out about devices. (In life the manager hears of each over a netlink socket.) */
  readonly devices?: boolean
}
