import type { Page } from 'playwright-core'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Processor time of its thread, in microseconds. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** Processor time in milliseconds: what else the machine does at the same time is not counted. */
export interface Tasks {
  /** The longest task of the page's main thread. */
  readonly longest: number
  /** All tasks of the page and its workers. */
  readonly sum: number
}

/** What a page computes while `work` goes on. */
export async function tasksOf(page: Page, work: () => Promise<unknown>): Promise<Tasks> {
  const browser = page.context().browser()!
  await browser.startTracing(page, { categories: ['__metadata', 'disabled-by-default-devtools.timeline'] })
  await work()
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] }
  const threads = new Map(
    traceEvents
      .filter(({ name }) => name === 'thread_name')
      .map((event) => [`${event.pid}/${event.tid}`, event.args?.name ?? '']),
  )
  const times = (thread: RegExp): number[] =>
    traceEvents
      .filter(({ name, pid, tid }) => name === 'RunTask' && thread.test(threads.get(`${pid}/${tid}`) ?? ''))
      .map(({ tdur }) => (tdur ?? 0) / 1000)
  const main = times(/^CrRendererMain$/)
  if (main.length === 0) throw new Error('the trace has no task of the page')
  const sum = [...main, ...times(/^DedicatedWorker/)].reduce((total, time) => total + time, 0)
  return { longest: Math.max(...main), sum }
}
