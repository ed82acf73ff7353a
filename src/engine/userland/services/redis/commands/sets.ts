import type { Database } from '../keyspace.ts'
import { type Command, type Commands, fail, integer, reads, writes } from './command.ts'

const members = (db: Database, key: string): ReadonlySet<string> => db.typed(key, 'set')?.members ?? new Set()

type Combine = (sets: readonly ReadonlySet<string>[]) => string[]
const union: Combine = (sets) => [...new Set(sets.flatMap((set) => [...set]))]
const intersection: Combine = ([first = new Set(), ...rest]) =>
  [...first].filter((one) => rest.every((set) => set.has(one)))
const difference: Combine = ([first = new Set(), ...rest]) =>
  [...first].filter((one) => !rest.some((set) => set.has(one)))

const combined = (combine: Combine): Command =>
  reads(-2, (db, keys) => combine(keys.map((key) => members(db, key))))
const stored = (combine: Combine): Command =>
  writes(-3, (db, [to = '', ...keys]) => {
    const found = combine(keys.map((key) => members(db, key)))
    if (found.length === 0) db.delete(to)
    else db.set(to, { type: 'set', members: new Set(found) })
    return found.length
  })

export const SETS: Commands = {
  sadd: writes(-3, (db, [key = '', ...added]) => {
    const set = db.made(key, 'set', () => ({ type: 'set', members: new Set() })).members
    const before = set.size
    for (const one of added) set.add(one)
    return set.size - before
  }),
  srem: writes(-3, (db, [key = '', ...gone]) => {
    const set = db.typed(key, 'set')
    const count = gone.filter((one) => set?.members.delete(one)).length
    db.tidy(key)
    return count
  }),
  smembers: reads(2, (db, [key = '']) => [...members(db, key)]),
  sismember: reads(3, (db, [key = '', one = '']) => Number(members(db, key).has(one))),
  smismember: reads(-3, (db, [key = '', ...all]) => all.map((one) => Number(members(db, key).has(one)))),
  scard: reads(2, (db, [key = '']) => members(db, key).size),
  spop: writes(-2, (db, [key = '', count]) => {
    const number = count === undefined ? 1 : integer(count, 'ERR value is out of range, must be positive')
    if (number < 0) return fail('ERR value is out of range, must be positive')
    const set = db.typed(key, 'set')
    const taken = [...(set?.members ?? [])].slice(0, number)
    for (const one of taken) set!.members.delete(one)
    db.tidy(key)
    return count === undefined ? (taken[0] ?? null) : taken
  }),
  smove: writes(4, (db, [from = '', to = '', one = '']) => {
    if (!db.typed(from, 'set')?.members.delete(one)) return 0
    db.made(to, 'set', () => ({ type: 'set', members: new Set() })).members.add(one)
    db.tidy(from)
    return 1
  }),
  sunion: combined(union),
  sinter: combined(intersection),
  sdiff: combined(difference),
  sunionstore: stored(union),
  sinterstore: stored(intersection),
  sdiffstore: stored(difference),
}
