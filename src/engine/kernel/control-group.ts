import type { ProcessRecord } from './record.ts'

/** What a small program keeps in memory without asking for more, in bytes. */
export const SMALL_PROGRAM = 384 * 1024

/** A group of processes with what they may use together (cgroups(7)). */
export class ControlGroup {
  /** Path in the hierarchy: `/system.slice/docker.service`. */
  readonly path: string
  readonly members = new Set<ProcessRecord>()
  /** None of them runs, signals wait. */
  frozen = false
  /** Bytes of memory; undefined without a limit. */
  memoryLimit: number | undefined
  /** Number of processes; undefined without a limit. */
  pidsLimit: number | undefined
  /** How often the limit of memory was passed, so that a process was killed. */
  oomKills = 0

  constructor(path: string) {
    this.path = path
  }

  /** Bytes that its members keep in memory. */
  get memory(): number {
    let sum = 0
    for (const { memory } of this.members) sum += memory
    return sum
  }
}
