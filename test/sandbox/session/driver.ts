import { createWorld } from '../../../src/engine/world/create.ts'
import { readerWorld } from '../../../src/engine/world/reader.ts'
import type { World } from '../../../src/engine/world.ts'
import type { Entry } from '../../../src/sandbox/session/entry.ts'
import type { JournalRecord } from '../../../src/sandbox/session/journal.ts'
import { Session } from '../../../src/sandbox/session/session.ts'
import type { SessionStore } from '../../../src/sandbox/session/store.ts'
import { PlainBlob } from '../plain-blob.ts'

const SIZE = { columns: 80, rows: 24 }

export class MemoryStore implements SessionStore {
  readonly records: JournalRecord[]
  constructor(records: readonly JournalRecord[] = []) {
    this.records = structuredClone(records) as JournalRecord[]
  }
  async load(): Promise<readonly JournalRecord[]> {
    return structuredClone(this.records)
  }
  async append(records: readonly JournalRecord[]): Promise<void> {
    this.records.push(...structuredClone(records))
  }
  async clear(): Promise<void> {
    this.records.length = 0
  }
}

/** A session that is driven as a host does, without waits. */
export class Driver {
  session!: Session
  output = ''
  readonly unkept: string[] = []
  readonly opened: number[] = []
  readonly closed: number[] = []
  readonly statuses: number[] = []
  readonly store: SessionStore

  private constructor(store: SessionStore) {
    this.store = store
  }

  static async open(
    store: SessionStore = new MemoryStore(),
    size = SIZE,
    shared: readonly Entry[] = [],
    settled = true,
    start: () => Promise<World> | World = () =>
      createWorld(readerWorld({ clock: '2025-09-02T08:00:00Z', seed: 'session' })),
    now = () => performance.now(),
  ): Promise<Driver> {
    const driver = new Driver(store)
    driver.session = await Session.open(
      start,
      {
        now,
        macrotask: () => new Promise((resolve) => setImmediate(resolve)),
        readNow: PlainBlob.readNow,
      },
      {
        output: (_, bytes) => {
          driver.output += new TextDecoder().decode(bytes)
        },
        began: () => {},
        ended: (_, status) => driver.statuses.push(status),
        opened: (terminal) => driver.opened.push(terminal),
        closed: (terminal) => driver.closed.push(terminal),
        download: () => {},
        noting: () => {},
        moved: () => {},
        changed: () => {},
        unkept: (reason) => driver.unkept.push(reason),
      },
      store,
      size,
      shared,
    )
    if (settled) await driver.settle()
    return driver
  }

  /** Runs the world until it rests, and what the session makes of that. */
  async settle(): Promise<void> {
    for (;;) {
      const pumped = await this.session.world.pump(65536)
      if (await this.session.pumped(pumped)) continue
      if (pumped.kind === 'paused') this.session.world.advance()
      if (pumped.kind !== 'idle') continue
      const again = await this.session.world.pump(1)
      if (again.kind === 'idle') return
    }
  }

  /** So many steps of the world, whatever it does; its clock goes on if that is what it waits for. */
  async slice(steps: number, advancing = true): Promise<void> {
    const pumped = await this.session.world.pump(steps)
    await this.session.pumped(pumped)
    if (pumped.kind === 'paused' && advancing) this.session.world.advance()
  }

  /** Types key by key, or all at once. Then the world rests, or does so many slices of work. */
  async type(text: string, terminal = 0, atOnce = false, slices?: number): Promise<void> {
    for (const key of atOnce ? [text] : text) {
      this.session.take({ kind: 'input', terminal, bytes: new TextEncoder().encode(key) })
      if (slices === undefined) await this.settle()
      else for (let i = 0; i < slices; i++) await this.slice(100, false)
    }
  }

  async run(...lines: string[]): Promise<void> {
    for (const line of lines) await this.type(`${line}\r`)
  }

  get hash(): string {
    return this.session.world.stateHash()
  }

  async prepared(): Promise<void> {
    while (await this.session.prepare(() => new Promise((resolve) => setImmediate(resolve)))) {}
  }
}
