import type { Instant } from '../../base/time.ts'
import type { UnitInfo } from '../../init/requests.ts'
import type { Journal } from '../journal.ts'

/** How far a unit is, and since when. */
export class UnitState {
  readonly name: string
  private readonly now: () => Instant
  active: UnitInfo['active'] = 'active'
  sub: string
  result = 'success'
  readonly since: { -readonly [K in keyof UnitInfo['since']]: Instant | undefined }

  /** A unit that has been up since `boot`. */
  constructor(name: string, sub: string, boot: Instant, now: () => Instant) {
    this.name = name
    this.sub = sub
    this.now = now
    this.since = { changed: boot, activating: boot, active: boot, inactive: undefined }
  }

  become(active: UnitInfo['active'], sub: string): void {
    const { since } = this
    const now = this.now()
    this.sub = sub
    if (active === this.active) return
    this.active = active
    since.changed = now
    if (active === 'activating' || active === 'active') since[active] = now
    if (active === 'inactive' || active === 'failed') since.inactive = now
  }
}

/** What the service manager says of units, to the journal. */
export const sayer =
  (journal: Journal) =>
  (about: string, message: string, priority = 6): void =>
    journal.append({ identifier: 'systemd', pid: 1, unit: 'init.scope', about, priority, message })
export type Say = ReturnType<typeof sayer>
