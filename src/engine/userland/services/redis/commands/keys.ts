import { globRegex } from '../../../glob.ts'
import type { Database } from '../keyspace.ts'
import { OK, type Reply, Simple } from '../resp.ts'
import { type Command, type Commands, fail, integer, reads, SYNTAX, writes } from './command.ts'

const MOST_SHORT = 44

const expiring = (name: string, unit: number, absolute: boolean): Command =>
  writes(-3, (db, [key = '', count = '', option]) => {
    const at = integer(count) * unit + (absolute ? 0 : db.now())
    const before = db.expiry(key)
    const condition = option?.toUpperCase()
    if (condition !== undefined && !['NX', 'XX', 'GT', 'LT'].includes(condition))
      return fail(`ERR Unsupported option ${option}`)
    if (!Number.isSafeInteger(at)) return fail(`ERR invalid expire time in '${name}' command`)
    if (condition === 'NX' && before !== undefined) return 0
    if (condition === 'XX' && before === undefined) return 0
    if (condition === 'GT' && (before === undefined || at <= before)) return 0
    if (condition === 'LT' && before !== undefined && at >= before) return 0
    return Number(db.expireAt(key, at))
  })

const left = (unit: number, absolute: boolean): Command =>
  reads(2, (db, [key = '']) => {
    if (!db.has(key)) return -2
    const at = db.expiry(key)
    if (at === undefined) return -1
    return Math.floor((at - (absolute ? 0 : db.now()) + (unit === 1 || absolute ? 0 : unit / 2)) / unit)
  })

function rename(db: Database, from: string, to: string): boolean {
  const value = db.get(from) ?? fail('ERR no such key')
  const expires = db.expiry(from)
  db.delete(from)
  db.set(to, value, expires)
  return true
}

/** How a value lies in memory (object.c, strEncoding). */
function encoding(db: Database, key: string): Reply {
  const value = db.get(key)
  if (!value) return null
  switch (value.type) {
    case 'string':
      return /^(0|-?[1-9]\d{0,17})$/.test(value.text)
        ? 'int'
        : value.text.length <= MOST_SHORT
          ? 'embstr'
          : 'raw'
    case 'list':
      return value.items.join('').length > 8000 ? 'quicklist' : 'listpack'
    case 'hash':
      return value.fields.size > 128 ? 'hashtable' : 'listpack'
    case 'set':
      if ([...value.members].every((one) => /^(0|-?[1-9]\d{0,17})$/.test(one))) return 'intset'
      return value.members.size > 128 ? 'hashtable' : 'listpack'
    case 'zset':
      return value.scores.size > 128 ? 'skiplist' : 'listpack'
  }
}

/** Everything at once: the cursor that comes back is 0, as from a small database. */
function scan(db: Database, [cursor = '', ...words]: readonly string[]): Reply {
  if (!/^\d+$/.test(cursor)) return fail('ERR invalid cursor')
  let found = db.keys()
  for (let i = 0; i < words.length; i += 2) {
    const value = words[i + 1]
    if (value === undefined) return fail(SYNTAX)
    const option = words[i]!.toUpperCase()
    if (option === 'MATCH') found = found.filter((key) => globRegex(value).test(key))
    else if (option === 'TYPE') found = found.filter((key) => db.get(key)?.type === value)
    else if (option !== 'COUNT' || integer(value) < 1) return fail(SYNTAX)
  }
  return ['0', found]
}

export const KEYS: Commands = {
  del: writes(-2, (db, keys) => keys.filter((key) => db.delete(key)).length),
  unlink: writes(-2, (db, keys) => keys.filter((key) => db.delete(key)).length),
  exists: reads(-2, (db, keys) => keys.filter((key) => db.has(key)).length),
  touch: reads(-2, (db, keys) => keys.filter((key) => db.has(key)).length),
  type: reads(2, (db, [key = '']) => new Simple(db.get(key)?.type ?? 'none')),
  keys: reads(2, (db, [pattern = '']) => {
    const wanted = globRegex(pattern)
    return db.keys().filter((key) => wanted.test(key))
  }),
  scan: reads(-2, scan),
  dbsize: reads(1, (db) => db.size),
  randomkey: reads(1, (db) => db.keys()[0] ?? null),
  rename: writes(3, (db, [from = '', to = '']) => (rename(db, from, to) ? OK : null)),
  renamenx: writes(3, (db, [from = '', to = '']) => {
    if (!db.has(from)) return fail('ERR no such key')
    return db.has(to) ? 0 : Number(rename(db, from, to))
  }),
  expire: expiring('expire', 1000, false),
  pexpire: expiring('pexpire', 1, false),
  expireat: expiring('expireat', 1000, true),
  pexpireat: expiring('pexpireat', 1, true),
  ttl: left(1000, false),
  pttl: left(1, false),
  expiretime: left(1000, true),
  pexpiretime: left(1, true),
  persist: writes(2, (db, [key = '']) => {
    if (db.expiry(key) === undefined) return 0
    return Number(db.expireAt(key, undefined))
  }),
  object: reads(-2, (db, [what = '', key = '']) => {
    if (what.toUpperCase() !== 'ENCODING')
      return fail(`ERR unknown subcommand or wrong number of arguments for '${what}'. Try OBJECT HELP.`)
    return encoding(db, key)
  }),
  flushdb: writes(-1, (db) => {
    db.clear()
    return OK
  }),
}
