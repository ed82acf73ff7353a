import type { Database } from '../keyspace.ts'
import { OK, type Reply } from '../resp.ts'
import { type Commands, fail, integer, range, reads, SYNTAX, writes } from './command.ts'

const items = (db: Database, key: string): string[] => db.typed(key, 'list')?.items ?? []

function push(db: Database, key: string, added: readonly string[], side: 'left' | 'right'): Reply {
  const list = db.made(key, 'list', () => ({ type: 'list', items: [] }))
  if (side === 'right') list.items.push(...added)
  else list.items.unshift(...[...added].reverse())
  return list.items.length
}
const pushing = (side: 'left' | 'right', onlyExisting = false) =>
  writes(-3, (db, [key = '', ...added]) =>
    onlyExisting && items(db, key).length === 0 ? 0 : push(db, key, added, side),
  )

const popping = (side: 'left' | 'right') =>
  writes(-2, (db, [key = '', count]) => {
    const number = count === undefined ? 1 : integer(count, 'ERR value is out of range, must be positive')
    if (number < 0) return fail('ERR value is out of range, must be positive')
    const list = items(db, key)
    if (list.length === 0) return null
    const taken =
      side === 'left' ? list.splice(0, number) : list.splice(Math.max(0, list.length - number)).reverse()
    db.tidy(key)
    return count === undefined ? taken[0]! : taken
  })

function move(db: Database, from: string, to: string, sides: readonly [string, string]): Reply {
  const list = items(db, from)
  if (list.length === 0) return null
  const item = sides[0] === 'LEFT' ? list.shift()! : list.pop()!
  push(db, to, [item], sides[1] === 'LEFT' ? 'left' : 'right')
  db.tidy(from)
  return item
}

const at = (list: readonly string[], index: number): number => (index < 0 ? list.length + index : index)

export const LISTS: Commands = {
  lpush: pushing('left'),
  rpush: pushing('right'),
  lpushx: pushing('left', true),
  rpushx: pushing('right', true),
  lpop: popping('left'),
  rpop: popping('right'),
  llen: reads(2, (db, [key = '']) => items(db, key).length),
  lrange: reads(4, (db, [key = '', start = '', stop = '']) => {
    const list = items(db, key)
    return list.slice(...range(list.length, integer(start), integer(stop)))
  }),
  lindex: reads(3, (db, [key = '', index = '']) => {
    const list = items(db, key)
    return list[at(list, integer(index))] ?? null
  }),
  lset: writes(4, (db, [key = '', index = '', item = '']) => {
    const list = items(db, key)
    if (list.length === 0) return fail('ERR no such key')
    const place = at(list, integer(index))
    if (list[place] === undefined) return fail('ERR index out of range')
    list[place] = item
    return OK
  }),
  ltrim: writes(4, (db, [key = '', start = '', stop = '']) => {
    const list = db.typed(key, 'list')
    if (list) list.items = list.items.slice(...range(list.items.length, integer(start), integer(stop)))
    db.tidy(key)
    return OK
  }),
  lrem: writes(4, (db, [key = '', count = '', item = '']) => {
    const list = db.typed(key, 'list')
    const most = integer(count)
    if (!list) return 0
    const own = most < 0 ? [...list.items].reverse() : list.items
    let gone = 0
    const left = own.filter((one) => one !== item || (most !== 0 && gone >= Math.abs(most)) || !++gone)
    list.items = most < 0 ? left.reverse() : left
    db.tidy(key)
    return gone
  }),
  rpoplpush: writes(3, (db, [from = '', to = '']) => move(db, from, to, ['RIGHT', 'LEFT'])),
  lmove: writes(5, (db, [from = '', to = '', ...sides]) => {
    const named = sides.map((side) => side.toUpperCase())
    if (!named.every((side) => side === 'LEFT' || side === 'RIGHT')) return fail(SYNTAX)
    return move(db, from, to, named as [string, string])
  }),
}
