import { DurationError, parseDuration } from '../../../base/duration.ts'
import { EngineError } from '../../../base/errors.ts'
import type { BuildPrune, UsageRecord } from '../../api-buildkit.ts'
import type { Daemon } from '../../daemon.ts'
import { usageOf } from './records.ts'

const invalid = (text: string): EngineError => new EngineError('invalid', text)

/** Records that filters let through: `type=regular`, `id~=abc`, `until=24h` (BuildKit, cache/manager.go; containerd's filters). */
export function filtered(daemon: Daemon, filters: readonly string[]): UsageRecord[] {
  const now = daemon.host.kernel.now()
  const tests = filters.map((filter) => testOf(filter, now))
  return usageOf(daemon.buildCache, daemon.images, daemon.layers).filter((record) =>
    tests.every((test) => test(record)),
  )
}

function testOf(filter: string, now: bigint): (record: UsageRecord) => boolean {
  const match = /^(\w+)(==?|!=|~=)(.*)$/s.exec(filter)
  const [, name = filter, operator = '', value = ''] = match ?? []
  if (name === 'until' || name === 'unused-for') {
    const age = durationOf(value)
    return ({ lastUsed, created }) => now - (lastUsed ?? created) > age
  }
  const fields: Readonly<Record<string, (record: UsageRecord) => string>> = {
    id: ({ id }) => id,
    parents: ({ parents }) => parents.join(';'),
    description: ({ description }) => description,
    type: ({ type }) => type,
  }
  // What is there or not (inuse, mutable, shared …) has no value that could be equal to one.
  const field = Object.hasOwn(fields, name) ? fields[name]! : () => ''
  if (!match) throw invalid(`failed to parse prune filters [${filter}]`)
  if (operator === '~=') {
    const expression = new RegExp(value)
    return (record) => expression.test(field(record))
  }
  return (record) => (field(record) === value) === (operator !== '!=')
}

function durationOf(text: string): bigint {
  try {
    return parseDuration(text)
  } catch (error) {
    if (!(error instanceof DurationError)) throw error
    throw invalid(`time: invalid duration ${JSON.stringify(text)}`)
  }
}

/**
 * Removes records that nothing needs, those that were not used for longest first (BuildKit, cache/manager.go, prune). Without
 * `all` the layers of images stay, and what is kept for the frontend.
 */
export function pruneCache(daemon: Daemon, { all, filter, reserved, maxUsed }: BuildPrune): UsageRecord[] {
  const { buildCache: cache, layers } = daemon
  const removed: UsageRecord[] = []
  const keep = Math.max(reserved, maxUsed)
  for (;;) {
    const records = filtered(daemon, [])
    const wanted = new Set(filtered(daemon, filter).map(({ id }) => id))
    const parents = new Set(records.flatMap((record) => record.parents))
    const total = records.reduce((sum, { shared, size }) => sum + (shared ? 0 : size), 0)
    if (keep > 0 && total <= keep) break
    const free = records
      .filter(
        ({ id, inUse, shared, type }) =>
          wanted.has(id) &&
          !inUse &&
          !parents.has(id) &&
          (all || (!shared && type !== 'internal' && type !== 'frontend')),
      )
      .sort((a, b) => Number((a.lastUsed ?? 0n) - (b.lastUsed ?? 0n)))
    const gone = keep > 0 ? free.slice(0, 1) : free
    if (gone.length === 0) break
    for (const record of gone) {
      const { kept } = cache.get(record.id)!
      cache.remove(record.id)
      if (kept.kind === 'snapshot' && kept.snapshot.chainID !== undefined)
        layers.release(kept.snapshot.chainID)
      removed.push(record)
    }
  }
  return removed
}
