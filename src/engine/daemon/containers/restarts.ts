import type { Nanoseconds } from '../../base/time.ts'
import { MILLISECOND, SECOND } from '../../base/time.ts'
import type { Container } from './store.ts'

/** How long to wait before a restart (moby, restartmanager): first, and at most. */
const FIRST_DELAY = 100 * MILLISECOND
const LONGEST_DELAY = 60 * SECOND
/** A container that ran this long begins with the first delay again. */
const SETTLED = 10 * SECOND

interface Manager {
  delay: Nanoseconds
  /** A signal that was to end it came: it is not started again. */
  cancelled: boolean
  stoppedByHand: boolean
  /** Takes the next start back, while it is waited for. */
  pending: (() => void) | undefined
}

/** Which containers are to be started again when they end, and when. */
export class Restarts {
  private readonly managers = new Map<string, Manager>()
  private readonly inHand = new Set<string>()
  /** The daemon ends: what it stops now is not stopped by somebody's hand (moby, daemon/kill.go). */
  shuttingDown = false

  /** Somebody starts the container: what was before does not count. */
  reset(id: string): void {
    this.managers.get(id)?.pending?.()
    this.managers.delete(id)
  }

  stoppedByHand(id: string, ends: boolean): void {
    const manager = this.manager(id)
    if (!this.shuttingDown) manager.stoppedByHand = true
    if (ends) manager.cancelled = true
  }

  /** Containers that somebody stopped and nobody started since. */
  get state(): ReadonlySet<string> {
    return new Set([...this.managers].flatMap(([id, { stoppedByHand }]) => (stoppedByHand ? [id] : [])))
  }
  restore(stopped: ReadonlySet<string>): void {
    for (const id of stopped) this.manager(id).stoppedByHand = true
  }

  /** A daemon that starts is to start this one, which does not run (moby, restartmanager, ShouldRestart). */
  startsWithDaemon({ id, hostConfig, restartCount, state }: Container): boolean {
    return isWanted(hostConfig.RestartPolicy, {
      code: state.ExitCode,
      stoppedByHand: this.managers.get(id)?.stoppedByHand ?? false,
      restartCount,
    })
  }

  /** `docker restart` has the container. */
  byHand(id: string): void {
    this.inHand.add(id)
  }
  byHandDone(id: string): void {
    this.inHand.delete(id)
  }
  isInHand(id: string): boolean {
    return this.inHand.has(id)
  }

  /** The delay before the next start of a container that has ended; undefined where it stays down. */
  delayOf(
    { id, hostConfig, restartCount }: Container,
    code: number,
    ran: Nanoseconds,
  ): Nanoseconds | undefined {
    const manager = this.manager(id)
    if (manager.cancelled) return undefined
    if (ran >= SETTLED) manager.delay = 0
    manager.delay = manager.delay === 0 ? FIRST_DELAY : Math.min(manager.delay * 2, LONGEST_DELAY)
    const { stoppedByHand } = manager
    return isWanted(hostConfig.RestartPolicy, { code, stoppedByHand, restartCount })
      ? manager.delay
      : undefined
  }

  wait(id: string, cancel: () => void): void {
    this.manager(id).pending = cancel
  }
  /** True where a start was waited for: it does not come any more. */
  giveUp(id: string): boolean {
    const manager = this.managers.get(id)
    if (!manager?.pending) return false
    manager.pending()
    manager.pending = undefined
    return true
  }
  begun(id: string): void {
    this.manager(id).pending = undefined
  }

  private manager(id: string): Manager {
    let manager = this.managers.get(id)
    if (!manager) {
      manager = { delay: 0, cancelled: false, stoppedByHand: false, pending: undefined }
      this.managers.set(id, manager)
    }
    return manager
  }
}

/** A policy wants a container started that has ended. */
function isWanted(
  { Name, MaximumRetryCount }: Container['hostConfig']['RestartPolicy'],
  { code, stoppedByHand, restartCount }: { code: number; stoppedByHand: boolean; restartCount: number },
): boolean {
  return (
    Name === 'always' ||
    (Name === 'unless-stopped' && !stoppedByHand) ||
    (Name === 'on-failure' && code !== 0 && (MaximumRetryCount === 0 || restartCount < MaximumRetryCount))
  )
}
