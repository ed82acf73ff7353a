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

  /** Somebody starts the container: what was before does not count. */
  reset(id: string): void {
    this.managers.get(id)?.pending?.()
    this.managers.delete(id)
  }

  stoppedByHand(id: string, ends: boolean): void {
    const manager = this.manager(id)
    manager.stoppedByHand = true
    if (ends) manager.cancelled = true
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
    const { Name, MaximumRetryCount } = hostConfig.RestartPolicy
    const again =
      Name === 'always' ||
      (Name === 'unless-stopped' && !manager.stoppedByHand) ||
      (Name === 'on-failure' && code !== 0 && (MaximumRetryCount === 0 || restartCount < MaximumRetryCount))
    return again ? manager.delay : undefined
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
