import type { Instant } from '../../base/time.ts'
import { type Dependency, inverseOf } from './dependencies.ts'
import type { Job } from './job.ts'
import type { UnitType } from './names.ts'
import type { Settings } from './settings.ts'

export type ActiveState = 'active' | 'reloading' | 'inactive' | 'failed' | 'activating' | 'deactivating'
export type LoadState = 'stub' | 'loaded' | 'not-found' | 'bad-setting' | 'masked'

/** What one kind of unit does; `unit` says how far it is. */
export interface Behaviour {
  /** Begins to start it; it may be up when this returns. */
  start(): void
  stop(): void
  reload?(): void
  /** It can be stopped; default true. */
  readonly stoppable?: boolean
}

/** A unit that the manager has in memory. */
export class Unit {
  readonly name: string
  readonly type: UnitType
  /** Other names that lead to it. */
  readonly aliases = new Set<string>()
  load: LoadState = 'stub'
  /** File that it comes from. */
  path: string | undefined
  dropIns: readonly string[] = []
  settings: Settings
  description: string
  active: ActiveState = 'inactive'
  /** State as its type has it: `running`, `mounted`, `dead`. */
  sub: string
  /** Why it failed: `exit-code`, `timeout`; `success` otherwise. */
  result = 'success'
  job: Job | undefined
  /** The last start was skipped, and by which check. */
  skipped: string | undefined
  behaviour: Behaviour | undefined
  /** It has always been there and cannot be stopped. */
  perpetual = false
  /** Main process, while it runs, and how the last one ended. */
  mainPid = 0
  status = ''
  invocation = ''
  /** When it last left and entered states. */
  readonly since: Record<'changed' | 'activating' | 'active' | 'inactive', Instant | undefined> = {
    changed: undefined,
    activating: undefined,
    active: undefined,
    inactive: undefined,
  }
  private readonly links = new Map<Dependency, Set<Unit>>()

  constructor(name: string, type: UnitType, settings: Settings) {
    this.name = name
    this.type = type
    this.settings = settings
    this.description = name
    this.sub = 'dead'
  }

  others(kind: Dependency): ReadonlySet<Unit> {
    return this.links.get(kind) ?? NONE
  }
  allOthers(kinds: readonly Dependency[]): Unit[] {
    return [...new Set(kinds.flatMap((kind) => [...this.others(kind)]))]
  }
  link(kind: Dependency, other: Unit): void {
    if (other === this) return
    this.half(kind, other)
    other.half(inverseOf(kind), this)
  }
  private half(kind: Dependency, other: Unit): void {
    const known = this.links.get(kind)
    if (known) known.add(other)
    else this.links.set(kind, new Set([other]))
  }
  /** Takes away what its own files said, before they are read again. */
  unlink(): void {
    for (const [kind, others] of this.links)
      for (const other of others) other.links.get(inverseOf(kind))?.delete(this)
    this.links.clear()
  }

  /** It has left the state `before`. */
  stamp(now: Instant, before: ActiveState): void {
    const { since, active } = this
    since.changed = now
    if (active === 'activating') since.activating = now
    if (active === 'active' && before !== 'reloading') {
      since.active = now
      if (before !== 'activating') since.activating = now
    }
    if (this.isDown) since.inactive = now
  }

  get isActive(): boolean {
    return this.active === 'active' || this.active === 'reloading'
  }
  get isDown(): boolean {
    return this.active === 'inactive' || this.active === 'failed'
  }
  /** How messages call it (StatusUnitFormat=combined, Debian's). */
  get title(): string {
    return this.description === this.name ? this.name : `${this.name} - ${this.description}`
  }
  /** Folder of its control group, below the root of the hierarchy; undefined for types without processes. */
  get slice(): string {
    for (const other of this.others('Slice')) return other.name
    return '-.slice'
  }
}

const NONE: ReadonlySet<Unit> = new Set()
