import type { Kernel } from '../../kernel/kernel.ts'
import type { OverlayOperation } from '../../vfs/overlay/operation.ts'
import type { NotedOperation } from './types.ts'

/** Operations that are kept of one overlay, and overlays that any are kept of. */
const MOST = 60
const MOST_OVERLAYS = 16
/** Operations that are kept of one process, and how many of them are its first. */
const MOST_OF_ONE = 24
const FIRST_OF_ONE = 8

/** Programs of the machine: what they only look at is not what the reader did. */
const MACHINE = new Set(['dockerd', 'containerd', 'containerd-shim', 'runc', 'systemd'])

/** What was lately asked of each overlay, by whom. */
export class OverlayLog {
  readonly #kernel: Kernel
  /** By the overlay's name, the one that was touched last at the end. */
  readonly #noted = new Map<string, NotedOperation[]>()
  #count = 0

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    kernel.overlays.listener = (name, operation) => this.#note(name, operation)
  }

  /** How many operations were noted so far. */
  get count(): number {
    return this.#count
  }
  /** Names of overlays, the one that was touched last first. */
  get touched(): string[] {
    return [...this.#noted.keys()].reverse()
  }
  /** Of one overlay, the latest first. */
  of(name: string): NotedOperation[] {
    return (this.#noted.get(name) ?? []).toReversed()
  }

  #note(name: string, operation: OverlayOperation): void {
    const { running, pidNamespace } = this.#kernel
    if (!running) return
    const looks = operation.kind === 'read' || operation.kind === 'list'
    if (looks && MACHINE.has(running.comm)) return
    const pid = pidNamespace.numberOf(running.id)
    const noted = this.#noted.get(name) ?? []
    if (addsNothing(operation, noted.at(-1), pid)) return
    this.#count += 1
    noted.push({ ...operation, number: this.#count, pid, program: running.comm })
    const own = noted.filter((other) => other.pid === pid)
    if (own.length > MOST_OF_ONE) noted.splice(noted.indexOf(own[FIRST_OF_ONE]!), 1)
    if (noted.length > MOST) noted.shift()
    this.#noted.delete(name)
    this.#noted.set(name, noted)
    if (this.#noted.size > MOST_OVERLAYS) this.#noted.delete(this.#noted.keys().next().value!)
  }
}

/**
 * One step of a program may take several calls: open(2) with O_CREAT is a new name and an opening, `cp -p` sets mode,
 * owner and times after it. What follows on the same path and does nothing more belongs to the first.
 */
function addsNothing(next: OverlayOperation, last: NotedOperation | undefined, pid: number): boolean {
  if (last === undefined || last.pid !== pid || last.path !== next.path) return false
  if (next.done.length > 0 || next.error !== undefined) return false
  if (next.kind === 'list') return last.kind === 'list'
  if (next.kind !== 'write' && next.kind !== 'attributes') return false
  return last.error === undefined && last.kind !== 'read' && last.kind !== 'list'
}
