import { later } from '../../base/later.ts'
import { MILLISECOND } from '../../base/time.ts'
import type { SolveMessage } from '../api-buildkit.ts'
import { filtered, pruneCache } from '../buildkit/cache/prune.ts'
import type { Routes } from '../router.ts'
import { value } from './value.ts'

/** How often whoever shows the time hears of it. */
const TICK = 150 * MILLISECOND

/** Filters of `POST /build/prune`; others are ignored (moby, builder-next/builder.go, toBuildkitPruneInfo). */
const PRUNE_FILTERS = ['until', 'id', 'parent', 'type', 'description', 'inuse', 'shared', 'private']
const OPERATORS: Readonly<Record<string, string>> = { until: '=', id: '~=' }

/** BuildKit's solver is much code, and seldom wanted. */
export const solver = later(() => import('../buildkit/solve.ts'))

export const buildkitRoutes: Routes<
  | 'POST /build/prune'
  | 'POST /moby.buildkit.v1.Control/Solve'
  | 'POST /moby.buildkit.v1.Control/DiskUsage'
  | 'POST /moby.buildkit.v1.Control/Prune'
> = {
  'POST /moby.buildkit.v1.Control/Solve': ({ daemon, caller }, { body }) => {
    const { kernel, process } = daemon.host
    const out = kernel.channel<SolveMessage>()
    let stop = (): void => {}
    let cancel = (): void => out.close()
    const tick = (): void => {
      stop = kernel.scheduler.after(TICK, () => {
        if (out.closed) return
        out.push({ tick: kernel.now() })
        tick()
      })
    }
    tick()
    kernel.task(process, async () => {
      try {
        const { solve } = await solver()
        await solve(daemon, body, caller, out, (end) => {
          cancel = end
        })
        out.close()
      } catch (error) {
        out.fail(error)
      }
      stop()
    })
    return {
      kind: 'stream',
      next: () => out.receive(),
      // The last words of the build are still to be heard.
      close: () => cancel(),
    }
  },

  'POST /moby.buildkit.v1.Control/DiskUsage': ({ daemon }, { body }) => value(filtered(daemon, body.filter)),

  'POST /moby.buildkit.v1.Control/Prune': ({ daemon }, { body }) => value(pruneCache(daemon, body)),

  'POST /build/prune': ({ daemon }, { query }) => {
    const known = Object.entries(query.filters ?? {}).filter(([name]) => PRUNE_FILTERS.includes(name))
    const filter = known.flatMap(([name, values]) =>
      values.map((value) => `${name}${OPERATORS[name] ?? '=='}${value}`),
    )
    const removed = pruneCache(daemon, {
      all: query.all ?? false,
      filter,
      reserved: 0,
      maxUsed: 0,
      minFree: 0,
    })
    const freed = removed.reduce((sum, { shared, size }) => sum + (shared ? 0 : size), 0)
    daemon.events.log('builder', 'prune', '', { reclaimed: String(freed) })
    return value({
      CachesDeleted: removed.length > 0 ? removed.map(({ id }) => id) : null,
      SpaceReclaimed: freed,
    })
  },
}
