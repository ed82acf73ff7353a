import type { Nanoseconds } from '../../base/time.ts'

/** One tick of a kernel with HZ=250, as Debian's are. */
const TICK: Nanoseconds = 4e6
/** Buckets of one level, and by how many bits each level is coarser than the one before. */
const BUCKETS = 64
const SHIFT = 3

/**
 * How much later a timer fires that is started now for `delay`: never earlier, and the longer it is, the more is rounded up
 * (Linux, kernel/time/timer.c, calc_wheel_index).
 */
export function wheelDelay(now: Nanoseconds, delay: Nanoseconds): Nanoseconds {
  const start = Math.floor(now / TICK)
  const ticks = Math.ceil(delay / TICK)
  let level = 0
  while (ticks >= (BUCKETS - 1) * 2 ** (SHIFT * level)) level++
  const grain = 2 ** (SHIFT * level)
  const fires = (Math.floor((start + ticks) / grain) + 1) * grain
  return fires * TICK - now
}
