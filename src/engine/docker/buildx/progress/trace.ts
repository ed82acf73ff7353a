import { decode } from '../../../base/text.ts'
import type { Instant } from '../../../base/time.ts'
import type { SolveStatus, StatusUpdate, VertexUpdate, WarningUpdate } from '../../../daemon/api.ts'

/** A time that a step was busy; without an end it still is. */
interface Interval {
  readonly start: Instant
  readonly stop: Instant | undefined
}

/** A step as the display knows it (BuildKit, util/progress/progressui, vertex). */
export interface TracedVertex {
  update: VertexUpdate
  readonly intervals: Map<Instant, Interval>
  readonly statuses: Map<string, StatusUpdate>
  readonly changedStatuses: Set<string>
  readonly warnings: WarningUpdate[]
  warningsTold: number
  /** Lines with the seconds in front; the last one may go on. */
  logs: string[]
  partial: boolean
  offset: number
  /** The last lines, to be told once more where the step fails. */
  readonly tail: string[]
  /** Number in the output; 0 as long as it was not shown. */
  index: number
  count: number
  blocked: Instant | undefined
  hidden: boolean
  /** All output of a step on a terminal. */
  output: string
}

const TAIL = 10

/** What has been told of a build so far. */
export class Trace {
  readonly vertexes: TracedVertex[] = []
  readonly byDigest = new Map<string, TracedVertex>()
  readonly updated = new Set<TracedVertex>()
  private readonly groups = new Map<string, Map<string, VertexUpdate>>()
  started: Instant | undefined

  update(status: SolveStatus, now: Instant): void {
    for (const vertex of status.vertexes ?? []) {
      this.started ??= vertex.started
      if (vertex.group) this.updateGroup(vertex, vertex.group, now)
      else this.updateVertex(vertex, now)
    }
    for (const update of status.statuses ?? []) {
      const vertex = this.byDigest.get(update.vertex)
      if (!vertex) continue
      vertex.statuses.set(update.id, update)
      vertex.changedStatuses.add(update.id)
      this.note(vertex, now)
    }
    for (const warning of status.warnings ?? []) this.byDigest.get(warning.vertex)?.warnings.push(warning)
    for (const { vertex, data, timestamp } of status.logs ?? []) {
      const found = this.byDigest.get(vertex)
      if (found) this.addLog(found, decode(data), timestamp, now)
    }
  }

  private note(vertex: TracedVertex, now: Instant): void {
    if (vertex.count++ === 0) vertex.blocked = now
    this.updated.add(vertex)
  }

  private vertexOf(digest: string, update: VertexUpdate, hidden = false): TracedVertex {
    let vertex = this.byDigest.get(digest)
    if (!vertex) {
      vertex = {
        ...{ update, intervals: new Map(), statuses: new Map(), changedStatuses: new Set(), warnings: [] },
        ...{ warningsTold: 0, logs: [], partial: false, offset: 0, tail: [], index: 0, count: 0 },
        ...{ blocked: undefined, hidden, output: '' },
      }
      this.byDigest.set(digest, vertex)
    }
    return vertex
  }

  private updateVertex(update: VertexUpdate, now: Instant): void {
    const vertex = this.vertexOf(update.digest, update)
    const before = isStarted(vertex)
    if (update.started === undefined) return
    if (!before) this.vertexes.push(vertex)
    vertex.update = update
    vertex.intervals.set(update.started, { start: update.started, stop: update.completed })
    this.note(vertex, now)
  }

  /** Several steps that are shown as one. */
  private updateGroup(
    update: VertexUpdate,
    { id, name, weak }: NonNullable<VertexUpdate['group']>,
    now: Instant,
  ): void {
    const members = this.groups.get(id) ?? new Map<string, VertexUpdate>()
    this.groups.set(id, members.set(update.digest, update))
    const shown: VertexUpdate = { digest: id, name, inputs: [] }
    const vertex = this.vertexOf(id, shown, true)
    this.byDigest.set(update.digest, vertex)
    if (update.started === undefined) return
    vertex.intervals.set(update.started, { start: update.started, stop: update.completed })
    const all = [...members.values()]
    const error = all.find((member) => member.error !== undefined)?.error
    vertex.update = {
      ...shown,
      started: update.started,
      ...(all.every(({ cached }) => cached) && { cached: true }),
      ...(error !== undefined && { error }),
    }
    if (vertex.hidden && (!weak || error !== undefined)) {
      vertex.hidden = false
      this.vertexes.push(vertex)
    }
    if (!vertex.hidden) this.note(vertex, now)
  }

  private addLog(vertex: TracedVertex, text: string, timestamp: Instant, now: Instant): void {
    vertex.output += text
    const start = mergedIntervals(vertex).at(-1)?.start ?? timestamp
    const seconds = Number(timestamp - start) / 1e9
    const precision = seconds < 10 ? 3 : seconds < 100 ? 2 : 1
    const lines = text.split('\n')
    const whole = lines.at(-1) === ''
    if (whole) lines.pop()
    for (const [i, line] of lines.entries())
      if (i === 0 && vertex.partial && vertex.logs.length > 0) vertex.logs[vertex.logs.length - 1] += line
      else vertex.logs.push(`${seconds.toFixed(precision)} ${line}`)
    vertex.partial = !whole
    this.note(vertex, now)
  }

  /** The last lines of the steps that failed. */
  errors(): string {
    return this.vertexes
      .filter(({ update }) => update.error !== undefined && !update.error.endsWith('context canceled'))
      .map(({ update, logs, tail }) => {
        const lines = [...logs, ...tail].map((line) => `${line}\n`)
        return `------\n > ${update.name}:\n${lines.join('')}------\n`
      })
      .join('')
  }
}

export function keepTail(vertex: TracedVertex, line: string): void {
  vertex.tail.push(line)
  if (vertex.tail.length > TAIL) vertex.tail.shift()
}

/** The times of a step, those that overlap made one. */
export function mergedIntervals({ intervals }: Pick<TracedVertex, 'intervals'>): Interval[] {
  const sorted = [...intervals.values()].sort((a, b) => Number(a.start - b.start))
  const merged: Interval[] = []
  for (const next of sorted) {
    const last = merged.at(-1)
    if (!last || (last.stop !== undefined && last.stop < next.start)) {
      merged.push(next)
      continue
    }
    if (last.stop === undefined) break
    const stop = next.stop === undefined ? undefined : next.stop > last.stop ? next.stop : last.stop
    merged[merged.length - 1] = { start: last.start, stop }
  }
  return merged
}

export const isStarted = (vertex: TracedVertex): boolean => vertex.intervals.size > 0
/** When it ended; undefined as long as it runs. */
export const stopOf = (vertex: TracedVertex): Instant | undefined => mergedIntervals(vertex).at(-1)?.stop
export const isCompleted = (vertex: TracedVertex): boolean =>
  isStarted(vertex) && stopOf(vertex) !== undefined

/** Seconds that it was busy, up to now. */
export const secondsOf = (vertex: Pick<TracedVertex, 'intervals'>, now: Instant): number =>
  mergedIntervals(vertex).reduce((sum, { start, stop = now }) => sum + Number(stop - start) / 1e9, 0)

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const
/** `10.33kB`; whole bytes below a thousand. */
export function shownBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return unit === 0 ? `${bytes}B` : `${value.toFixed(2)}${UNITS[unit]}`
}
export const shownAmount = ({ current, total }: StatusUpdate): string =>
  total !== 0 ? `${shownBytes(current)} / ${shownBytes(total)}` : current !== 0 ? shownBytes(current) : ''
