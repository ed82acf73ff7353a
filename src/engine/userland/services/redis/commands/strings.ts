import type { Database } from '../keyspace.ts'
import { OK, type Reply } from '../resp.ts'
import {
  type Commands,
  fail,
  float,
  integer,
  pairs,
  range,
  reads,
  SYNTAX,
  shownFloat,
  writes,
} from './command.ts'

const text = (db: Database, key: string): string | null => db.typed(key, 'string')?.text ?? null

function add(db: Database, key: string, by: number): Reply {
  const value = integer(text(db, key) ?? '0') + by
  if (!Number.isSafeInteger(value)) return fail('ERR increment or decrement would overflow')
  db.set(key, { type: 'string', text: String(value) }, 'keep')
  return value
}

/** SET and its options (t_string.c, parseExtendedStringArgumentsOrReply). */
function set(db: Database, [key = '', value = '', ...options]: readonly string[]): Reply {
  let condition: 'NX' | 'XX' | undefined
  let keep = false
  let get = false
  let expires: number | undefined
  for (let i = 0; i < options.length; i++) {
    const option = options[i]!.toUpperCase()
    if ((option === 'NX' || option === 'XX') && condition === undefined) condition = option
    else if (option === 'GET') get = true
    else if (option === 'KEEPTTL' && expires === undefined) keep = true
    else if (['EX', 'PX', 'EXAT', 'PXAT'].includes(option) && expires === undefined && !keep) {
      const word = options[++i]
      if (word === undefined) return fail(SYNTAX)
      const count = integer(word)
      if (count <= 0) return fail("ERR invalid expire time in 'set' command")
      expires = (option.startsWith('EX') ? count * 1000 : count) + (option.endsWith('AT') ? 0 : db.now())
    } else return fail(SYNTAX)
  }
  const before = get ? text(db, key) : null
  const done = condition === undefined || db.has(key) === (condition === 'XX')
  if (done) db.set(key, { type: 'string', text: value }, keep ? 'keep' : expires)
  return get ? before : done ? OK : null
}

const setFor = (name: string, unit: number) =>
  writes(4, (db, [key = '', seconds = '', value = '']) => {
    const count = integer(seconds)
    if (count <= 0) return fail(`ERR invalid expire time in '${name}' command`)
    db.set(key, { type: 'string', text: value }, db.now() + count * unit)
    return OK
  })

export const STRINGS: Commands = {
  get: reads(2, (db, [key = '']) => text(db, key)),
  set: writes(-3, set),
  setnx: writes(3, (db, [key = '', value = '']) => {
    if (db.has(key)) return 0
    db.set(key, { type: 'string', text: value })
    return 1
  }),
  setex: setFor('setex', 1000),
  psetex: setFor('psetex', 1),
  getset: writes(3, (db, [key = '', value = '']) => {
    const before = text(db, key)
    db.set(key, { type: 'string', text: value })
    return before
  }),
  getdel: writes(2, (db, [key = '']) => {
    const before = text(db, key)
    db.delete(key)
    return before
  }),
  append: writes(3, (db, [key = '', more = '']) => {
    const value = db.made(key, 'string', () => ({ type: 'string', text: '' }))
    value.text += more
    return value.text.length
  }),
  strlen: reads(2, (db, [key = '']) => text(db, key)?.length ?? 0),
  getrange: reads(4, (db, [key = '', start = '', end = '']) => {
    const value = text(db, key) ?? ''
    return value.slice(...range(value.length, integer(start), integer(end)))
  }),
  setrange: writes(4, (db, [key = '', offset = '', part = '']) => {
    const at = integer(offset)
    if (at < 0) return fail('ERR offset is out of range')
    const value = text(db, key) ?? ''
    if (part === '') return value.length
    const after = value.padEnd(at, '\0').slice(0, at) + part + value.slice(at + part.length)
    db.set(key, { type: 'string', text: after }, 'keep')
    return after.length
  }),
  incr: writes(2, (db, [key = '']) => add(db, key, 1)),
  decr: writes(2, (db, [key = '']) => add(db, key, -1)),
  incrby: writes(3, (db, [key = '', by = '']) => add(db, key, integer(by))),
  decrby: writes(3, (db, [key = '', by = '']) => add(db, key, -integer(by))),
  incrbyfloat: writes(3, (db, [key = '', by = '']) => {
    const value = shownFloat(Number((float(text(db, key) ?? '0') + float(by)).toPrecision(15)))
    db.set(key, { type: 'string', text: value }, 'keep')
    return value
  }),
  mget: reads(-2, (db, keys) =>
    keys.map((key) => {
      const value = db.get(key)
      return value?.type === 'string' ? value.text : null
    }),
  ),
  mset: writes(-3, (db, words) => {
    if (words.length % 2 === 1) return fail("ERR wrong number of arguments for 'mset' command")
    for (const [key, value] of pairs(words)) db.set(key, { type: 'string', text: value })
    return OK
  }),
  msetnx: writes(-3, (db, words) => {
    if (words.length % 2 === 1) return fail("ERR wrong number of arguments for 'msetnx' command")
    if (pairs(words).some(([key]) => db.has(key))) return 0
    for (const [key, value] of pairs(words)) db.set(key, { type: 'string', text: value })
    return 1
  }),
}
