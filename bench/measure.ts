/** Time of one operation in nanoseconds: median over the batches, and the quartiles. */
export interface Figure {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** One thing to time. */
export interface Case {
  /** Runs before each batch, not timed. */
  readonly before?: () => void
  /** The operation; `i` counts from 0 in each batch. What it returns is added up, so that nothing of it is left out. */
  readonly run: (i: number) => number
  /** Operations in a batch, where each needs a subject of its own; else as many as fill `BATCH`. */
  readonly count?: number
}

/** Length of a batch in milliseconds. */
const BATCH = 8
/** Batches of a case; where they take long, as many as fit in `PATIENCE` milliseconds, and at least `FEWEST`. */
const BATCHES = 15
const FEWEST = 5
const PATIENCE = 2500

let sum = 0

/** Sum of everything that was computed. */
export const checksum = (): number => sum

/** Runs a batch; milliseconds. */
function batch({ before, run }: Case, count: number): number {
  before?.()
  let results = 0
  const start = performance.now()
  for (let i = 0; i < count; i++) results += run(i)
  const time = performance.now() - start
  sum += results
  return time
}

/** Warms a case up until a batch is long enough; operations in a batch. */
function warmUp(subject: Case): number {
  if (subject.count !== undefined) {
    let spent = 0
    for (let i = 0; i < 3 && spent < 10 * BATCH; i++) spent += batch(subject, subject.count)
    return subject.count
  }
  for (let count = 1, long = 0; ; ) {
    const time = batch(subject, count)
    if (time < BATCH) count = Math.ceil(count * (time > BATCH / 4 ? (BATCH / time) * 1.1 : 4))
    else if (++long === 3 || time > 4 * BATCH) return count
  }
}

/**
 * Times several cases. Their batches take turns, so that whatever else the machine does hits all alike; young garbage
 * is collected between.
 */
export function measure<K extends string>(cases: Readonly<Record<K, Case>>): Record<K, Figure> {
  const entries = Object.entries(cases) as [K, Case][]
  const counts = entries.map(([, subject]) => warmUp(subject))
  const times: number[][] = entries.map(() => [])
  collect()
  const start = performance.now()
  for (let round = 0; round < BATCHES; round++) {
    if (round >= FEWEST && performance.now() - start > PATIENCE) break
    entries.forEach(([, subject], i) => {
      globalThis.gc?.({ type: 'minor', execution: 'sync' })
      times[i]!.push((batch(subject, counts[i]!) / counts[i]!) * 1e6)
    })
  }
  return Object.fromEntries(entries.map(([name], i) => [name, figureOf(times[i]!)])) as Record<K, Figure>
}

export function figureOf(times: readonly number[]): Figure {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number): number => sorted[Math.round(part * (sorted.length - 1))]!
  return { median: at(0.5), low: at(0.25), high: at(0.75) }
}

/** Collects all garbage. */
export function collect(): void {
  if (!globalThis.gc) throw new Error('run with --expose-gc')
  globalThis.gc()
}

/** Bytes of memory that what `make` returns takes: heap and array buffers after a collection. */
export function weigh(make: () => object): number {
  const used = (): number => {
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const before = used()
  const held = [make()]
  const bytes = used() - before
  // Used after the weighing, so that it is not collected before.
  held.length = 0
  return bytes
}
