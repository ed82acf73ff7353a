import { Worker } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import type { Page, Response } from 'playwright-core'
import type { DockElement } from '../../components/terminal/dock.ts'
import { figureOf } from '../measure.ts'
import { limit, note, section, shown, table, weight } from '../report.ts'
import { RUNS, withBrowser } from '../sandbox.ts'

/** Milliseconds after which what a restart needs besides has come. */
const QUIET = 2000

/** From `reboot` to the prompt without a wait, under Node and in Chromium. Builds the site where that has not been done. */
export async function boot(): Promise<void> {
  section('A PC that starts, at once')
  const runs: number[][] = []
  for (let i = 0; i < RUNS; i++) runs.push(await alone())
  const column = (from: number, to = from + 1) =>
    figureOf(runs.flatMap((times) => times.slice(from, to).map((time) => time * 1e6)))
  table([
    ['switched on, code never run before', shown(column(0))],
    ['first reboot', shown(column(1))],
    ['later reboots', shown(column(2, Number.POSITIVE_INFINITY))],
  ])
  note(`medians of ${RUNS} workers of Node, each with a machine of its own; Docker starts with it`)
  limit('reboot to prompt', column(1).median, 200e6)
  await withBrowser(async ({ launch, site }) => {
    const first: number[] = []
    const second: number[] = []
    for (let i = 0; i < RUNS; i++) {
      const context = await launch()
      const page = await context.newPage()
      const loaded: Response[] = []
      context.on('response', (response) => loaded.push(response))
      await page.goto(new URL('en/boot/', site).href)
      await page.locator('.dock-open:visible').first().click()
      await page.locator('[data-control="at-once"]').click()
      await page.locator('strata-dock[data-at-prompt]').waitFor()
      if (i === 0) weight('what a boot costs a page, gzip', await bootSize(loaded), 40e3)
      await page.waitForTimeout(QUIET)
      first.push((await reboot(page)) * 1e6)
      second.push((await reboot(page)) * 1e6)
      await context.close()
    }
    table([
      ['in the page: first reboot', shown(figureOf(first))],
      ['in the page: second reboot', shown(figureOf(second))],
    ])
    note(`medians of ${RUNS} new profiles, from the line's end to the prompt in the page`)
    limit('reboot to prompt, in the page', figureOf(first).median, 200e6)
  })
}

/** Bytes of the scripts that pages load for a machine alone until its prompt, each compressed. */
async function bootSize(loaded: readonly Response[]): Promise<number> {
  const own = loaded.filter((response) => /\/(boot|reader-pc)-[^/]*\.js$/.test(response.url()))
  const bodies = await Promise.all(own.map((response) => response.body()))
  return bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0)
}

/** The times of one machine in a worker of its own. */
const alone = (): Promise<number[]> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../boot-once.ts', import.meta.url))
    worker.once('message', resolve)
    worker.once('error', reject)
  })

/** Milliseconds from the end of the line to the prompt after it. As soon as the prompt is gone the machine's view is told to hurry. */
const reboot = (page: Page): Promise<number> =>
  page.locator('strata-dock').evaluate(async (dock: DockElement) => {
    const prompted = (is: boolean): Promise<void> =>
      new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          if (dock.hasAttribute('data-at-prompt') !== is) return
          observer.disconnect()
          resolve()
        })
        observer.observe(dock, { attributes: true })
      })
    const start = performance.now()
    const gone = prompted(false)
    void dock.run(['reboot'])
    await gone
    const back = prompted(true)
    dock.querySelector<HTMLElement>('[data-control="at-once"]')!.click()
    await back
    // What is on its way to the screen comes a little later.
    const screen = await dock.open()
    while (!/automatic login[\s\S]*~#\s*$/.test(screen.text())) {
      if (performance.now() - start > 20_000) throw new Error(`no prompt: ${screen.text().slice(-200)}`)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    return performance.now() - start
  })
