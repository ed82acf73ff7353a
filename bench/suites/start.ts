import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { figureOf } from '../measure.ts'
import { duration, limit, note, section, shown, table } from '../report.ts'
import { RUNS, withBrowser } from '../sandbox.ts'
import { slowed } from '../slowed.ts'

/** Visits after which a browser keeps the compiled code. */
const VISITS = 3
const SLOWER = 4

/** From the first press on a chapter's sandbox to the shell's prompt, in Chromium. Builds the site where that has not been done. */
export async function start(): Promise<void> {
  section('The first prompt, in Chromium')
  await withBrowser(async ({ launch, site }) => {
    const chapter = new URL('en/layers/', site).href
    const profile = mkdtempSync(join(tmpdir(), 'strata-bench-'))
    const warm: number[] = []
    const led: number[] = []
    const bare: number[] = []
    try {
      const context = await launch(profile)
      for (let i = -VISITS; i < RUNS; i++) {
        const alone = await visit(context, chapter, press)
        const pointed = await visit(context, chapter, pointAndPress)
        const sparing = await visit(context, chapter, press, true)
        if (i < 0) continue
        warm.push(alone * 1e6)
        led.push(pointed * 1e6)
        bare.push(sparing * 1e6)
      }
      await context.close()
    } finally {
      rmSync(profile, { recursive: true })
    }
    const cold: number[] = []
    const slow: number[] = []
    for (let i = 0; i < RUNS; i++)
      for (const [times, rate] of [
        [cold, 1],
        [slow, SLOWER],
      ] as const) {
        const context = await launch()
        times.push((await visit(context, chapter, (page) => slowed(page, rate, () => press(page)))) * 1e6)
        await context.close()
      }
    const [warmFigure, bareFigure, coldFigure, slowFigure] = [warm, bare, cold, slow].map(figureOf)
    table([
      ['', 'median', 'least'],
      ['warm cache, pressed out of nowhere', shown(warmFigure!), duration(Math.min(...warm))],
      ['warm cache, the pointer there for 0.1 s before', shown(figureOf(led)), duration(Math.min(...led))],
      ['warm cache, nothing made ahead', shown(bareFigure!), duration(Math.min(...bare))],
      ['cold', shown(coldFigure!), duration(Math.min(...cold))],
      [`cold, all of the page's process ${SLOWER}× slower`, shown(slowFigure!), duration(Math.min(...slow))],
    ])
    note(
      `medians of ${RUNS}; warm: after ${VISITS} visits, cold: a new profile; from the click to the prompt; nothing made ahead: the reader saves data`,
    )
    limit('first press to prompt, warm cache', warmFigure!.median, 150e6)
    limit('  nothing made ahead', bareFigure!.median, 150e6)
    limit(`first press to prompt, cold and ${SLOWER}× slower`, slowFigure!.median, 1e9)
  })
}

async function visit(
  context: BrowserContext,
  chapter: string,
  act: (page: Page) => Promise<number>,
  sparing = false,
): Promise<number> {
  const page = await context.newPage()
  if (sparing)
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } })
    })
  await page.goto(chapter, { waitUntil: 'networkidle' })
  const took = await act(page)
  // What is kept for the next visit is kept a little later.
  await page.waitForTimeout(500)
  await page.close()
  return took
}

/** Notes how long it takes from the next press to the prompt. */
const watch = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const dock = document.querySelector('strata-dock')!
    const took = new Promise<number>((resolve) => {
      const pressed = ({ timeStamp }: Event): void => {
        new MutationObserver(() => {
          if (dock.hasAttribute('data-at-prompt')) resolve(performance.now() - timeStamp)
        }).observe(dock, { attributes: true })
      }
      addEventListener('click', pressed, { capture: true, once: true })
    })
    Object.assign(globalThis, { took })
  })
const noted = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { took: Promise<number> }).took)

async function press(page: Page): Promise<number> {
  await watch(page)
  await page.evaluate(() => {
    const [open] = [...document.querySelectorAll<HTMLElement>('.dock-open')].filter((one) => one.offsetParent)
    open!.click()
  })
  return noted(page)
}

/** As a hand does it: the pointer comes, then the press. */
async function pointAndPress(page: Page): Promise<number> {
  await watch(page)
  await page.locator('.dock-open:visible').first().hover()
  await page.waitForTimeout(100)
  await page.mouse.down()
  await page.mouse.up()
  return noted(page)
}
