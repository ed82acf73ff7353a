import type { Page } from 'playwright-core'

/** Length of a period in milliseconds, of which the process runs a part. */
const PERIOD = 12

/**
 * Does something while all of the page's process, its workers too, runs only 1/`rate` of the time. (The browser's own throttling slows the
 * page's main thread alone.) Linux and macOS.
 */
export async function slowed<T>(page: Page, rate: number, action: () => Promise<T>): Promise<T> {
  if (rate === 1) return action()
  const id = await processOf(page)
  let over = false
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
  const stops = async (): Promise<void> => {
    while (!over) {
      process.kill(id, 'SIGSTOP')
      await pause(PERIOD - PERIOD / rate)
      process.kill(id, 'SIGCONT')
      await pause(PERIOD / rate)
    }
  }
  const stopping = stops()
  try {
    return await action()
  } finally {
    over = true
    await stopping
  }
}

/** Seconds of work by which one process must be ahead of the others. */
const CLEAR = 0.1

/** The process of a page: the renderer that works when the page does. */
async function processOf(page: Page): Promise<number> {
  const session = await page.context().browser()!.newBrowserCDPSession()
  const times = async (): Promise<Map<number, number>> => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    const renderers = processInfo.filter(({ type }) => type === 'renderer')
    return new Map(renderers.map(({ id, cpuTime }) => [id, cpuTime]))
  }
  const before = await times()
  for (;;) {
    await page.evaluate(() => {
      const end = performance.now() + 100
      while (performance.now() < end);
    })
    const spent = [...(await times())].map(([id, time]) => ({ id, time: time - (before.get(id) ?? 0) }))
    const [most, next] = spent.toSorted((a, b) => b.time - a.time)
    if (!most || most.time < CLEAR + (next?.time ?? 0)) continue
    await session.detach()
    return most.id
  }
}
