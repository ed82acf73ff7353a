import type { Page } from 'playwright-core'
import type { DockElement } from '../../components/terminal/dock.ts'
import { figureOf } from '../measure.ts'
import { duration, fact, limit, note, section, shown, table } from '../report.ts'
import { withSandbox } from '../sandbox.ts'

const COMMANDS = 500
const STEPS = 15
/** Quiet time before a step, in milliseconds: a reader looks at what came. */
const LOOK = 1500
/** Steps back, one after the other by a hand that hurries: milliseconds between two. */
const ROW = 10
const HASTE = 300

/** What a reader may type; each changes something or only reads. */
const line = (i: number): string =>
  [
    `echo ${i} >> log`,
    `docker run --rm busybox sh -c 'echo ${i}'`,
    'ls -l',
    `docker run -d --name c${i} busybox sleep 100000`,
    `docker rm -f c${i - 1}`,
    `mkdir -p d/${i}`,
    'docker ps -a',
    `docker volume create v${i % 20}`,
    'cat log | wc -l',
    `echo ${i} > d/file`,
  ][i % 10]!

/** Steps back in a long session, in Chromium. Builds the site where that has not been done. */
export async function session(): Promise<void> {
  section(`A session of ${COMMANDS} commands, in Chromium`)
  await withSandbox(async (sandbox) => {
    const lines = Array.from({ length: COMMANDS }, (_, i) => line(i + 1))
    const began = performance.now()
    await sandbox.locator('strata-dock').evaluate((dock: DockElement, lines) => dock.run(lines), lines)
    const typed = performance.now() - began
    const backs: number[] = []
    const forths: number[] = []
    for (let i = 0; i < STEPS; i++) {
      await sandbox.waitForTimeout(LOOK)
      backs.push((await step(sandbox, 'back')) * 1e6)
      await sandbox.waitForTimeout(LOOK)
      forths.push((await step(sandbox, 'forth')) * 1e6)
    }
    const row: number[] = []
    for (let i = 0; i < ROW; i++) {
      await sandbox.waitForTimeout(i === 0 ? LOOK : HASTE)
      row.push((await step(sandbox, 'back')) * 1e6)
    }
    await sandbox.reload()
    const again = performance.now()
    await sandbox.locator('.dock-open:visible').first().click()
    await sandbox.locator('strata-dock[data-at-prompt]').waitFor()
    const reopened = performance.now() - again
    table([
      [`all ${COMMANDS}, one after the other`, duration(typed * 1e6)],
      ['undo of the last', shown(figureOf(backs))],
      ['redo', shown(figureOf(forths))],
      [`${ROW} times undo, ${HASTE} ms apart, each`, shown(figureOf(row))],
      ['  the longest of them', duration(Math.max(...row))],
      ['open it again', duration(reopened * 1e6)],
    ])
    note(
      `medians of ${STEPS}, from the press to the other past being shown; ${LOOK / 1000} s of quiet before each`,
    )
    limit(`undo of the last of ${COMMANDS} commands`, figureOf(backs).median, 50e6)
    fact(`the longest of ${ROW} steps back in haste`, duration(Math.max(...row)))
  })
}

/** Milliseconds until the page is told that it is done. */
const step = (sandbox: Page, to: 'back' | 'forth'): Promise<number> =>
  sandbox.locator('strata-dock').evaluate(async (dock: DockElement, to) => {
    const start = performance.now()
    await dock.go(to)
    return performance.now() - start
  }, to)
