import type { Database } from '../keyspace.ts'
import { OK } from '../resp.ts'
import { type Commands, fail, integer, pairs, reads, writes } from './command.ts'

const fields = (db: Database, key: string): ReadonlyMap<string, string> =>
  db.typed(key, 'hash')?.fields ?? new Map()
const made = (db: Database, key: string): Map<string, string> =>
  db.made(key, 'hash', () => ({ type: 'hash', fields: new Map() })).fields

function set(db: Database, key: string, words: readonly string[], name: string): number {
  if (words.length % 2 === 1) return fail(`ERR wrong number of arguments for '${name}' command`)
  const hash = made(db, key)
  const before = hash.size
  for (const [field, value] of pairs(words)) hash.set(field, value)
  return hash.size - before
}

export const HASHES: Commands = {
  hset: writes(-4, (db, [key = '', ...words]) => set(db, key, words, 'hset')),
  hmset: writes(-4, (db, [key = '', ...words]) => {
    set(db, key, words, 'hmset')
    return OK
  }),
  hsetnx: writes(4, (db, [key = '', field = '', value = '']) => {
    if (fields(db, key).has(field)) return 0
    made(db, key).set(field, value)
    return 1
  }),
  hget: reads(3, (db, [key = '', field = '']) => fields(db, key).get(field) ?? null),
  hmget: reads(-3, (db, [key = '', ...names]) => names.map((name) => fields(db, key).get(name) ?? null)),
  hgetall: reads(2, (db, [key = '']) => [...fields(db, key)].flat()),
  hkeys: reads(2, (db, [key = '']) => [...fields(db, key).keys()]),
  hvals: reads(2, (db, [key = '']) => [...fields(db, key).values()]),
  hlen: reads(2, (db, [key = '']) => fields(db, key).size),
  hexists: reads(3, (db, [key = '', field = '']) => Number(fields(db, key).has(field))),
  hstrlen: reads(3, (db, [key = '', field = '']) => fields(db, key).get(field)?.length ?? 0),
  hdel: writes(-3, (db, [key = '', ...names]) => {
    const hash = db.typed(key, 'hash')
    const gone = names.filter((name) => hash?.fields.delete(name)).length
    db.tidy(key)
    return gone
  }),
  hincrby: writes(4, (db, [key = '', field = '', by = '']) => {
    const step = integer(by)
    const value = integer(fields(db, key).get(field) ?? '0', 'ERR hash value is not an integer') + step
    made(db, key).set(field, String(value))
    return value
  }),
}
