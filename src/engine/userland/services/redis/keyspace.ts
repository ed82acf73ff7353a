import type { Instant } from '../../../base/time.ts'
import { RedisError } from './resp.ts'

/** Values by their types; members and fields are strings of bytes. A list is kept as an array, a sorted set by its members. */
export type Value =
  | { readonly type: 'string'; text: string }
  | { readonly type: 'list'; items: string[] }
  | { readonly type: 'hash'; readonly fields: Map<string, string> }
  | { readonly type: 'set'; readonly members: Set<string> }
  | { readonly type: 'zset'; readonly scores: Map<string, number> }

export type ValueType = Value['type']
type Of<T extends ValueType> = Extract<Value, { type: T }>

export const WRONG_TYPE = 'WRONGTYPE Operation against a key holding the wrong kind of value'
const MILLI = 1_000_000n

interface Entry {
  value: Value
  /** Milliseconds since 1970 at which it ends. */
  expires: number | undefined
}

/** One database: its keys, and when they end. */
export class Database {
  private readonly entries = new Map<string, Entry>()
  private readonly clock: () => Instant

  constructor(clock: () => Instant) {
    this.clock = clock
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Number(this.clock() / MILLI)
  }

  private entry(key: string): Entry | undefined {
    const found = this.entries.get(key)
    if (found?.expires !== undefined && found.expires <= this.now()) {
      this.entries.delete(key)
      return undefined
    }
    return found
  }

  has(key: string): boolean {
    return this.entry(key) !== undefined
  }
  get(key: string): Value | undefined {
    return this.entry(key)?.value
  }
  /** The value of a type; WRONGTYPE for another. */
  typed<T extends ValueType>(key: string, type: T): Of<T> | undefined {
    const found = this.get(key)
    if (found && found.type !== type) throw new RedisError(WRONG_TYPE)
    return found as Of<T> | undefined
  }
  /** As `typed`; `empty` is put there where nothing is. */
  made<T extends ValueType>(key: string, type: T, empty: () => Of<T>): Of<T> {
    const found = this.typed(key, type)
    if (found) return found
    const value = empty()
    this.entries.set(key, { value, expires: undefined })
    return value
  }
  /** Puts a value there. `expires`: milliseconds since 1970; `keep`: as it was. */
  set(key: string, value: Value, expires?: number | 'keep'): void {
    const before = expires === 'keep' ? this.entry(key)?.expires : expires
    this.entries.set(key, { value, expires: before as number | undefined })
  }
  delete(key: string): boolean {
    return this.has(key) && this.entries.delete(key)
  }
  /** Takes away a collection that became empty. */
  tidy(key: string): void {
    const value = this.get(key)
    if (value && sizeOf(value) === 0) this.entries.delete(key)
  }
  expiry(key: string): number | undefined {
    return this.entry(key)?.expires
  }
  /** False where there is no such key. */
  expireAt(key: string, at: number | undefined): boolean {
    const found = this.entry(key)
    if (!found) return false
    found.expires = at
    this.entry(key)
    return true
  }
  keys(): string[] {
    return [...this.entries.keys()].filter((key) => this.has(key))
  }
  get size(): number {
    return this.keys().length
  }
  clear(): void {
    this.entries.clear()
  }
}

function sizeOf(value: Value): number {
  switch (value.type) {
    case 'string':
      return 1
    case 'list':
      return value.items.length
    case 'hash':
      return value.fields.size
    case 'set':
      return value.members.size
    case 'zset':
      return value.scores.size
  }
}
