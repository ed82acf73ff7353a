import type { Instant } from '../../../base/time.ts'
import {
  isCompleted,
  isStarted,
  keepTail,
  secondsOf,
  shownAmount,
  stopOf,
  type Trace,
  type TracedVertex,
} from './trace.ts'

/** In nanoseconds: how long one step keeps the output for itself, and how long another one waits at most. */
const ANTI_FLICKER = 5e9
const MAX_DELAY = 10e9
const MIN_TIME = 5e9
const MIN_PROGRESS = 0.05

/** The plain output: one step at a time, each line with its number (BuildKit, progressui/printer.go). */
export class PlainPrinter {
  private readonly trace: Trace
  private current: TracedVertex | undefined
  private readonly last = new Map<string, { current: number; timestamp: Instant }>()
  private begun = false
  private next = 0
  private readonly title: string
  private out = ''

  constructor(trace: Trace, title: string) {
    this.trace = trace
    this.title = title
  }

  /** What is to be written by now. */
  print(now: Instant): string {
    this.out = ''
    const shown = [...this.trace.updated].filter(({ hidden }) => !hidden)
    const completed = shown.filter(isCompleted)
    const rest = new Set(shown.filter((vertex) => !isCompleted(vertex) && isStarted(vertex)))
    const { current } = this
    if (current && completed.includes(current)) this.vertex(current)
    const ordered = completed
      .map((vertex, i) => ({ vertex, i }))
      .sort((a, b) => Number(stopOf(a.vertex)! - stopOf(b.vertex)!) || a.i - b.i)
    for (const { vertex } of ordered) if (vertex !== current) this.vertex(vertex)
    if (rest.size === 0) this.openOne(current)
    else this.share(rest, current, completed, now)
    return this.out
  }

  /** Makes a step that runs the one that is shown. */
  private openOne(current: TracedVertex | undefined): void {
    if (current && isStarted(current) && !isCompleted(current)) return
    for (const vertex of this.trace.byDigest.values())
      if (isStarted(vertex) && !isCompleted(vertex) && !vertex.hidden) {
        this.vertex(vertex)
        return
      }
  }

  /** Of several that run one is shown: the one that says most. */
  private share(
    rest: Set<TracedVertex>,
    current: TracedVertex | undefined,
    completed: readonly TracedVertex[],
    now: Instant,
  ): void {
    if (current && rest.has(current)) this.vertex(current)
    if (current) rest.add(current)
    let most: { vertex: TracedVertex; speed: number } | undefined
    let sum = 0
    const stats = new Map<TracedVertex, { time: number; speed: number; late: boolean }>()
    for (const vertex of rest) {
      const time = Number(now - (vertex.blocked ?? now))
      const speed = vertex.count / Math.max(time, 1)
      const late = time > MAX_DELAY && vertex !== current
      stats.set(vertex, { time, speed, late })
      sum += speed
      if (late || !most || most.speed < speed) most = { vertex, speed }
    }
    if (!most) return
    const late = [...stats].find(([, stat]) => stat.late)
    if (!current || completed.includes(current)) {
      this.vertex(most.vertex)
      return
    }
    if (late) {
      this.vertex(late[0])
      return
    }
    const { speed, time } = stats.get(current)!
    const share = sum === 0 ? 1 : speed / sum
    if (ANTI_FLICKER / (1 - share) < time) this.vertex(most.vertex)
  }

  private line(vertex: TracedVertex, text: string): void {
    this.out += `#${vertex.index} ${text}\n`
  }

  private vertex(vertex: TracedVertex): void {
    if (vertex.index === 0) vertex.index = ++this.next
    if (vertex !== this.current) this.turnTo(vertex)
    const open = this.statuses(vertex)
    for (const { short } of vertex.warnings.slice(vertex.warningsTold)) this.line(vertex, `WARN: ${short}`)
    vertex.warningsTold = vertex.warnings.length
    this.logs(vertex)
    this.current = vertex
    if (isCompleted(vertex) && !open) this.finish(vertex)
    this.trace.updated.delete(vertex)
  }

  private turnTo(vertex: TracedVertex): void {
    const { current } = this
    if (current) {
      if (current.partial) this.out += '\n'
      current.offset = 0
      current.count = 0
      this.line(current, '...')
    }
    if (this.begun) this.out += '\n'
    else if (this.title !== '') this.out += `#0 ${this.title}\n\n`
    this.begun = true
    this.line(vertex, vertex.update.name)
  }

  /** Returns whether a part is not done yet. */
  private statuses(vertex: TracedVertex): boolean {
    let open = false
    for (const status of vertex.statuses.values()) {
      if (!vertex.changedStatuses.has(status.id)) continue
      const { id, current, total, timestamp, started, completed } = status
      const before = this.last.get(id)
      if (before && completed === undefined) {
        const progress = total > 0 ? (current - before.current) / total : 0
        if (progress < MIN_PROGRESS && Number(timestamp - before.timestamp) < MIN_TIME) continue
      }
      this.last.set(id, { current, timestamp })
      const amount = shownAmount(status)
      const seconds = Number((completed ?? timestamp) - started) / 1e9
      const time = seconds > 0.01 ? ` ${seconds.toFixed(1)}s` : ''
      if (completed === undefined) open = true
      this.line(vertex, `${id}${amount && ` ${amount}`}${time}${completed === undefined ? '' : ' done'}`)
    }
    vertex.changedStatuses.clear()
    return open
  }

  private logs(vertex: TracedVertex): void {
    for (const [i, line] of vertex.logs.entries()) {
      this.out += i === 0 && vertex.offset !== 0 ? line.slice(vertex.offset) : `#${vertex.index} ${line}`
      const goesOn = i === vertex.logs.length - 1 && vertex.partial
      if (!goesOn) {
        this.out += '\n'
        keepTail(vertex, line)
      }
    }
    if (vertex.logs.length === 0) return
    vertex.logs = vertex.partial ? vertex.logs.slice(-1) : []
    vertex.offset = vertex.logs[0]?.length ?? 0
  }

  private finish(vertex: TracedVertex): void {
    this.current = undefined
    vertex.count = 0
    if (vertex.partial) {
      this.out += '\n'
      for (const line of [...vertex.logs, '']) keepTail(vertex, line)
      vertex.logs = []
      vertex.partial = false
    }
    const { error, cached } = vertex.update
    if (error?.endsWith('context canceled')) this.line(vertex, 'CANCELED')
    else if (error !== undefined) this.line(vertex, `ERROR: ${error}`)
    else if (cached) this.line(vertex, 'CACHED')
    else this.line(vertex, `DONE ${secondsOf(vertex, 0n).toFixed(1)}s`)
  }
}
