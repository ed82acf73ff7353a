import type { Instant } from '../../base/time.ts'
import { spanOf } from './settings.ts'
import type { Unit } from './unit.ts'

/** DefaultStartLimitBurst within DefaultStartLimitIntervalSec. */
const BURST = 5
const INTERVAL = 10_000_000_000n

/** A unit that is started too often within some time is not started any more (systemd.unit(5), StartLimitBurst). */
export class StartLimit {
  private readonly unit: Unit
  private starts: Instant[] = []

  constructor(unit: Unit) {
    this.unit = unit
  }

  refuses(now: Instant): boolean {
    const { settings } = this.unit
    const given = settings.get('Unit', 'StartLimitIntervalSec')
    const span = given === undefined ? INTERVAL : BigInt(Math.round(Math.min(spanOf(given) ?? 0, 1e18)))
    const burst = Number(settings.get('Unit', 'StartLimitBurst') ?? BURST)
    if (span === 0n || burst === 0) return false
    this.starts = [...this.starts.filter((at) => now - at < span), now]
    return this.starts.length > burst
  }

  /** What was counts no more (`systemctl reset-failed`). */
  reset(): void {
    this.starts = []
  }
}
