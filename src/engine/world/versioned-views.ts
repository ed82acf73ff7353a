import type { Snapshot } from './views/types.ts'

/** One count of versions over views that different viewers make: of one kernel, of the next, of the machine itself. */
export class VersionedViews {
  private version = 0
  private maker: unknown
  private known = ''

  /** The snapshot with a version that grows when it, or who made it, is another. */
  show(snapshot: Snapshot, maker: unknown): Snapshot {
    const known =
      snapshot.view === 'machine' ? JSON.stringify(snapshot.machine) : `${snapshot.view} ${snapshot.version}`
    if (known !== this.known || (snapshot.view !== 'machine' && maker !== this.maker)) {
      this.known = known
      this.maker = maker
      this.version++
    }
    return { ...snapshot, version: this.version }
  }
}
