import { Journal, type JournalRecord } from './journal.ts'
import type { KeptSession, SessionStore, Wanted } from './store.ts'

/** What this file uses of the Web Locks API; a browser may lack it, outside of secure contexts. */
interface Locks {
  request(name: string, options: { signal?: AbortSignal }, callback: () => Promise<void>): Promise<void>
}

interface SessionRow {
  readonly id: string
  readonly lesson: string
  /** Milliseconds since 1970. */
  readonly used: number
}
interface RecordRow {
  readonly session: string
  readonly number: number
  readonly record: JournalRecord
}

const DATABASE = 'strata'
const VERSION = 1
/** Sessions of one lesson that are kept: one, and what tabs beside it and shared ones left. */
const KEPT = 4
/** How long a page that just went away is waited for, in milliseconds. */
const PATIENCE = 400

/**
 * Sessions in IndexedDB: a row a record. A session belongs to one page at a time, by a lock; a page that comes while the wanted one is
 * taken gets a copy of it, so that two tabs do not write into one journal.
 */
export async function indexedStore(
  lesson: string,
  opening: Promise<IDBDatabase>,
  locks: Locks | undefined,
  wanted: Wanted = {},
): Promise<SessionStore> {
  const database = await opening
  const known = await rowsOf(database, lesson)
  const { id: before } = (!wanted.fresh && (known.find(({ id }) => id === wanted.session) ?? known[0])) || {}
  const own = before !== undefined && (await takeLock(locks, before)) ? before : undefined
  const id = own ?? crypto.randomUUID()
  if (own === undefined) {
    await takeLock(locks, id)
    await change(database, ['sessions'], (at) =>
      at('sessions').put({ id, lesson, used: Date.now() } satisfies SessionRow),
    )
    if (before !== undefined) await copy(database, before, id)
  }
  for (const old of known.slice(KEPT))
    if (old.id !== id && (await takeLock(locks, old.id))) await forget(database, old.id)
  return new IndexedStore(database, { id, lesson, used: 0 })
}

/** The sessions of a lesson that are kept, the latest first; those in which nothing was done are left out. */
export async function indexedSessions(
  lesson: string,
  opening: Promise<IDBDatabase>,
): Promise<readonly KeptSession[]> {
  const database = await opening
  const kept: KeptSession[] = []
  for (const { id, used } of await rowsOf(database, lesson)) {
    const { count, commands } = Journal.of((await recordsOf(database, id)).map(({ record }) => record))
    if (count > 0) kept.push({ id, used, count, last: commands.at(-1)!.text })
  }
  return kept
}

class IndexedStore implements SessionStore {
  readonly #database: IDBDatabase
  readonly #session: SessionRow
  #next = 0

  constructor(database: IDBDatabase, session: SessionRow) {
    this.#database = database
    this.#session = session
  }

  get id(): string {
    return this.#session.id
  }

  async load(): Promise<readonly JournalRecord[]> {
    const rows = await recordsOf(this.#database, this.#session.id)
    this.#next = (rows.at(-1)?.number ?? -1) + 1
    return rows.map(({ record }) => record)
  }

  async append(records: readonly JournalRecord[]): Promise<void> {
    const { id } = this.#session
    const first = this.#next
    this.#next += records.length
    await change(this.#database, ['records', 'sessions'], (at) => {
      records.forEach((record, i) => {
        at('records').add({ session: id, number: first + i, record } satisfies RecordRow)
      })
      at('sessions').put({ ...this.#session, used: Date.now() } satisfies SessionRow)
    })
  }

  async clear(): Promise<void> {
    await change(this.#database, ['records'], (at) => at('records').delete(rangeOf(this.#session.id)))
    this.#next = 0
  }
}

/** Resolves true once the lock is held, until the worker ends; false when another page holds it. */
function takeLock(locks: Locks | undefined, id: string): Promise<boolean> {
  if (!locks) return Promise.resolve(true)
  return new Promise((resolve) => {
    locks
      .request(`strata session ${id}`, { signal: AbortSignal.timeout(PATIENCE) }, () => {
        resolve(true)
        return new Promise(() => {})
      })
      .catch(() => resolve(false))
  })
}

const rangeOf = (session: string): IDBKeyRange => IDBKeyRange.bound([session], [session, []])

/** The database in which sessions are. */
export async function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(DATABASE, VERSION)
  request.onupgradeneeded = () => {
    request.result.createObjectStore('sessions', { keyPath: 'id' }).createIndex('lesson', 'lesson')
    request.result.createObjectStore('records', { keyPath: ['session', 'number'] })
  }
  return answerOf(request)
}

/** The latest first. */
async function rowsOf(database: IDBDatabase, lesson: string): Promise<SessionRow[]> {
  const index = database.transaction('sessions').objectStore('sessions').index('lesson')
  const rows: SessionRow[] = await answerOf(index.getAll(lesson))
  return rows.sort((a, b) => b.used - a.used)
}

const recordsOf = (database: IDBDatabase, session: string): Promise<RecordRow[]> =>
  answerOf(database.transaction('records').objectStore('records').getAll(rangeOf(session)))

async function copy(database: IDBDatabase, from: string, to: string): Promise<void> {
  const rows = await recordsOf(database, from)
  await change(database, ['records'], (at) => {
    for (const row of rows) at('records').add({ ...row, session: to } satisfies RecordRow)
  })
}

async function forget(database: IDBDatabase, session: string): Promise<void> {
  await change(database, ['sessions', 'records'], (at) => {
    at('sessions').delete(session)
    at('records').delete(rangeOf(session))
  })
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** One transaction: all of it is kept, or nothing. */
function change(
  database: IDBDatabase,
  stores: readonly string[],
  action: (at: (store: string) => IDBObjectStore) => unknown,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, 'readwrite')
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'))
    action((store) => transaction.objectStore(store))
  })
}
