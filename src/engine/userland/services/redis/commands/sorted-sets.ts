import { byCodeUnit } from '../../../../base/text.ts'
import type { Database } from '../keyspace.ts'
import {
  type Command,
  type Commands,
  fail,
  float,
  integer,
  range,
  reads,
  SYNTAX,
  shownFloat,
  writes,
} from './command.ts'

type Scored = readonly [member: string, score: number]

const scores = (db: Database, key: string): ReadonlyMap<string, number> =>
  db.typed(key, 'zset')?.scores ?? new Map()
/** By score, then by the bytes of the members. */
const ordered = (db: Database, key: string): Scored[] =>
  [...scores(db, key)].sort((a, b) => a[1] - b[1] || byCodeUnit(a[0], b[0]))
const shown = (found: readonly Scored[], withScores: boolean): string[] =>
  found.flatMap(([member, score]) => (withScores ? [member, shownFloat(score)] : [member]))

/** One end of a range of scores: `5`, `(5`, `-inf`. */
function bound(word: string): { readonly value: number; readonly open: boolean } {
  const open = word.startsWith('(')
  const value = Number(word.slice(open ? 1 : 0).replace(/^([+-]?)inf$/i, '$1Infinity'))
  return Number.isNaN(value) ? fail('ERR min or max is not a float') : { value, open }
}
function between(all: readonly Scored[], least: string, most: string): Scored[] {
  const [low, high] = [bound(least), bound(most)]
  return all.filter(
    ([, score]) =>
      (low.open ? score > low.value : score >= low.value) &&
      (high.open ? score < high.value : score <= high.value),
  )
}

/** WITHSCORES, REV, BYSCORE, LIMIT. */
function options(words: readonly string[]): { flags: Set<string>; limit: [number, number] | undefined } {
  const flags = new Set<string>()
  let limit: [number, number] | undefined
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!.toUpperCase()
    if (['WITHSCORES', 'REV', 'BYSCORE'].includes(word)) flags.add(word)
    else if (word === 'LIMIT' && i + 2 < words.length) limit = [integer(words[++i]!), integer(words[++i]!)]
    else return fail(SYNTAX)
  }
  return { flags, limit }
}

function ranged(db: Database, key: string, start: string, stop: string, words: readonly string[]): string[] {
  const { flags, limit } = options(words)
  const all = ordered(db, key)
  const back = flags.has('REV')
  let found: Scored[]
  if (flags.has('BYSCORE')) {
    found = back ? between(all, stop, start).reverse() : between(all, start, stop)
    if (limit) found = found.slice(limit[0], limit[1] < 0 ? undefined : limit[0] + limit[1])
  } else {
    if (limit)
      return fail('ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX')
    found = (back ? all.reverse() : all).slice(...range(all.length, integer(start), integer(stop)))
  }
  return shown(found, flags.has('WITHSCORES'))
}
const rangedBy = (...given: readonly string[]): Command =>
  reads(-4, (db, [key = '', start = '', stop = '', ...words]) =>
    ranged(db, key, start, stop, [...given, ...words]),
  )

const ranking = (back: boolean): Command =>
  reads(-3, (db, [key = '', member = '']) => {
    const all = ordered(db, key)
    const at = (back ? all.reverse() : all).findIndex(([one]) => one === member)
    return at < 0 ? null : at
  })

const made = (db: Database, key: string): Map<string, number> =>
  db.made(key, 'zset', () => ({ type: 'zset', scores: new Map() })).scores

const popping = (back: boolean): Command =>
  writes(-2, (db, [key = '', count]) => {
    const all = ordered(db, key)
    const taken = (back ? all.reverse() : all).slice(0, count === undefined ? 1 : integer(count))
    for (const [member] of taken) db.typed(key, 'zset')!.scores.delete(member)
    db.tidy(key)
    return shown(taken, true)
  })

export const SORTED_SETS: Commands = {
  zadd: writes(-4, (db, [key = '', ...words]) => {
    const first = words.findIndex((word) => !/^(nx|xx|gt|lt|ch|incr)$/i.test(word))
    const flags = new Set(words.slice(0, Math.max(0, first)).map((word) => word.toUpperCase()))
    const rest = words.slice(Math.max(0, first))
    if (rest.length === 0 || rest.length % 2 === 1) return fail(SYNTAX)
    if (flags.has('NX') && flags.has('XX'))
      return fail('ERR XX and NX options at the same time are not compatible')
    const given = rest.flatMap((word, i): [number, string][] =>
      i % 2 === 0 ? [[float(word), rest[i + 1]!]] : [],
    )
    const set = made(db, key)
    let added = 0
    let changed = 0
    let last: number | null = null
    for (const [by, member] of given) {
      const before = set.get(member)
      const score = flags.has('INCR') ? (before ?? 0) + by : by
      if (before === undefined ? flags.has('XX') : flags.has('NX')) continue
      if (
        before !== undefined &&
        ((flags.has('GT') && score <= before) || (flags.has('LT') && score >= before))
      )
        continue
      if (before === undefined) added++
      else if (before !== score) changed++
      set.set(member, score)
      last = score
    }
    db.tidy(key)
    if (flags.has('INCR')) return last === null ? null : shownFloat(last)
    return flags.has('CH') ? added + changed : added
  }),
  zincrby: writes(4, (db, [key = '', by = '', member = '']) => {
    const step = float(by)
    const set = made(db, key)
    const score = (set.get(member) ?? 0) + step
    set.set(member, score)
    return shownFloat(score)
  }),
  zrem: writes(-3, (db, [key = '', ...gone]) => {
    const set = db.typed(key, 'zset')
    const count = gone.filter((one) => set?.scores.delete(one)).length
    db.tidy(key)
    return count
  }),
  zcard: reads(2, (db, [key = '']) => scores(db, key).size),
  zscore: reads(3, (db, [key = '', member = '']) => {
    const score = scores(db, key).get(member)
    return score === undefined ? null : shownFloat(score)
  }),
  zcount: reads(4, (db, [key = '', least = '', most = '']) => between(ordered(db, key), least, most).length),
  zrank: ranking(false),
  zrevrank: ranking(true),
  zrange: rangedBy(),
  zrevrange: rangedBy('REV'),
  zrangebyscore: rangedBy('BYSCORE'),
  zrevrangebyscore: rangedBy('BYSCORE', 'REV'),
  zpopmin: popping(false),
  zpopmax: popping(true),
}
