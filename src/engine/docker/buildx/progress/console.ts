import type { Instant } from '../../../base/time.ts'
import {
  isCompleted,
  mergedIntervals,
  secondsOf,
  shownAmount,
  type Trace,
  type TracedVertex,
} from './trace.ts'

/** One line of the display. */
interface Job {
  readonly name: string
  readonly amount: string
  readonly seconds: number
  readonly completed: boolean
  readonly colour: string
  readonly vertex: TracedVertex | undefined
}

/** Lines that a step's output takes at most. */
const TERM_HEIGHT = 6
const BLUE = '\x1b[34m'
const RED = '\x1b[31m'
const YELLOW = '\x1b[33m'
const FAINT = '\x1b[2m'
const RESET = '\x1b[0m'
const HIDE = '\x1b[?25l'
const SHOW = '\x1b[?25h'
const up = '\x1b[1A'

/** The display on a terminal, drawn over and over (BuildKit, progressui/display.go). */
export class ConsoleDisplay {
  private readonly trace: Trace
  private readonly title: string
  private readonly colours: boolean
  private lines = 0
  private drawn = false

  constructor(trace: Trace, title: string, colours: boolean) {
    this.trace = trace
    this.title = title
    this.colours = colours
  }

  /** One more picture; `all` is the last one, with every step. */
  draw(now: Instant, { columns, rows }: { columns: number; rows: number }, all: boolean): string {
    let out = up.repeat(this.lines + 1)
    if (!this.drawn) out += '\x1b[1B'
    this.drawn = true
    out += `\x1b[0G${HIDE}`
    const vertexes = [...new Set(this.trace.byDigest.values())].filter(({ hidden }) => !hidden)
    const done = vertexes.filter(isCompleted).length
    const finished = all && done > 0 && done === vertexes.length ? 'FINISHED' : ''
    const seconds = Number(now - (this.trace.started ?? now)) / 1e9
    const head = `[+] Building ${seconds.toFixed(1)}s (${done}/${vertexes.length}) ${finished}`
    out += `${align(head, this.title, columns - 1).slice(0, columns)}\n`
    let count = 0
    const jobs = this.jobs(now)
    const terminals = this.terminals(jobs, rows)
    for (const job of all ? jobs : wrapped(jobs, rows - 2 - terminals.size * TERM_HEIGHT)) {
      const text = this.line(job, columns)
      if (text === undefined) continue
      out += text
      count++
      const output = job.vertex && terminals.get(job.vertex)
      for (const line of output ?? []) {
        out += this.paint(` => => # ${line}\n`, FAINT)
        count++
      }
    }
    const stale = this.lines - count
    if (stale > 0) out += `${`${' '.repeat(columns)}\n`.repeat(stale)}\x1b[${stale}A\x1b[0G`
    this.lines = count
    return out + SHOW
  }

  private paint(text: string, colour: string): string {
    return this.colours && colour !== '' ? `${colour}${text}${RESET}` : text
  }

  private line({ name, amount, seconds, completed, colour }: Job, columns: number): string | undefined {
    const timer = ` ${(seconds < 0.05 ? 0 : seconds).toFixed(1).padStart(3)}s\n`
    let left = columns - 4 - timer.length - 1
    const shown = amount !== '' && left + amount.length > 20
    if (shown) left -= amount.length + 1
    if (left < 12) return undefined
    const text = align(` => ${name.slice(0, left)}${shown ? ` ${amount}` : ''}`, timer, columns)
    return completed ? this.paint(text, colour) : text
  }

  private jobs(now: Instant): Job[] {
    return this.trace.vertexes.flatMap((vertex) => {
      const { error, cached, name } = vertex.update
      const canceled = error?.endsWith('context canceled') ?? false
      const word = canceled ? 'CANCELED ' : error !== undefined ? 'ERROR ' : ''
      const own: Job = {
        name: `${cached ? 'CACHED ' : ''}${word}${name.replaceAll('\t', ' ')}`,
        amount: '',
        seconds: secondsOf(vertex, now),
        completed: isCompleted(vertex),
        colour: canceled ? YELLOW : error !== undefined ? RED : BLUE,
        vertex,
      }
      const parts = [...vertex.statuses.values()].map(
        (status): Job => ({
          name: `=> ${status.id}`,
          amount: shownAmount(status),
          seconds: Number((status.completed ?? now) - status.started) / 1e9,
          completed: status.completed !== undefined,
          colour: BLUE,
          vertex: undefined,
        }),
      )
      const last = mergedIntervals(vertex).slice(-1)
      const warnings = vertex.warnings.map(
        ({ short }): Job => ({
          name: `WARN: ${short}`,
          amount: '',
          seconds: last.reduce((sum, { start, stop = now }) => sum + Number(stop - start) / 1e9, 0),
          completed: false,
          colour: YELLOW,
          vertex: undefined,
        }),
      )
      return [own, ...parts, ...warnings]
    })
  }

  /** Output of the steps that run, as far as there is room for it. */
  private terminals(jobs: readonly Job[], rows: number): Map<TracedVertex, string[]> {
    const found = new Map<TracedVertex, string[]>()
    let free = rows - 2 - jobs.filter(({ completed }) => !completed).length
    for (const { vertex, completed } of jobs) {
      if (!vertex || completed || vertex.output === '' || free <= TERM_HEIGHT + 3) continue
      const lines = vertex.output.split(/\r?\n/).filter((line) => line.trim() !== '')
      found.set(vertex, lines.slice(-TERM_HEIGHT))
      free -= TERM_HEIGHT + 3
    }
    return found
  }
}

/** The last jobs that fit; those that run are kept in sight. */
function wrapped(jobs: readonly Job[], limit: number): readonly Job[] {
  if (limit < 0) return []
  if (jobs.length <= limit) return jobs
  const kept = jobs.slice(-limit)
  const cut = jobs.slice(0, -limit).filter(({ completed }) => !completed)
  let left = cut.length
  const rest = kept.filter((job) => {
    const keep = !job.completed || left <= 0
    left--
    return keep
  })
  const free = kept.length - rest.length
  return [...(free > 0 ? cut.slice(-free) : []), ...rest]
}

const align = (left: string, right: string, width: number): string =>
  `${left.padEnd(Math.max(0, width - right.length - 1))} ${right}`
