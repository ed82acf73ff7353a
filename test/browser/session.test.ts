import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { DockElement } from '../../components/terminal/dock.ts'
import { at, withPage } from './support/browser.ts'
import { axeViolations } from './support/checks.ts'

/** The machine may be busy. */
const PATIENT = { timeout: 10_000 }

const dock = (page: Page) => page.locator('strata-dock')
const prompt = (page: Page) => page.locator('strata-dock[data-at-prompt]').waitFor()

async function open(page: Page): Promise<void> {
  await page.locator('.dock-open:visible').first().click()
  await prompt(page)
}
const run = (page: Page, ...lines: string[]) =>
  dock(page).evaluate((element: DockElement, lines) => element.run(lines), lines)
const hash = (page: Page) => dock(page).evaluate((element: DockElement) => element.stateHash())
const screen = (page: Page) =>
  dock(page).evaluate(async (element: DockElement) => (await element.open()).text())

it('goes back and forth, and is there again after the page was left', async () => {
  await withPage('en/layers/', {}, async (page) => {
    await open(page)
    await run(page, 'docker pull -q hello-world', 'docker images')
    const one = await hash(page)
    await run(page, 'echo hi > note')
    const two = await hash(page)
    await page.locator('.dock-back').click()
    await expect.poll(() => hash(page), PATIENT).toBe(one)
    expect(await screen(page)).toContain('undone: echo hi > note')
    await page.locator('.dock-forth').click()
    await expect.poll(() => hash(page), PATIENT).toBe(two)
    await page.reload()
    await open(page)
    await expect.poll(() => hash(page), PATIENT).toBe(two)
    await page.locator('[data-view="session"]').click()
    await page.locator('.session-command').first().click()
    await expect.poll(() => page.locator('.session-present').count(), PATIENT).toBe(1)
    await run(page, 'cat note')
    expect(await screen(page)).toContain('note: No such file or directory')
  })
})

it('keeps the sessions of two tabs apart, and opens any of them', async () => {
  await withPage('en/layers/', {}, async (page) => {
    await open(page)
    await run(page, 'echo first > first')
    const first = await hash(page)
    const second = await page.context().newPage()
    await second.goto(at('en/layers/'))
    await open(second)
    await expect.poll(() => hash(second), PATIENT).toBe(first)
    await run(second, 'echo second > second')
    const other = await hash(second)
    await run(page, 'echo third > third')
    // Each is there again in its own tab, whichever was written last.
    await second.reload()
    await open(second)
    await expect.poll(() => hash(second), PATIENT).toBe(other)
    await page.locator('[data-view="session"]').click()
    await page.getByRole('button', { name: 'Sessions…' }).click()
    const rows = page.locator('.session-panel .session-command')
    await expect.poll(() => rows.count(), PATIENT).toBe(2)
    expect(await rows.locator('code').allTextContents()).toEqual([
      'echo third > third',
      'echo second > second',
    ])
    expect(await rows.first().isDisabled()).toBe(true)
    expect(await axeViolations(page)).toEqual([])
    await second.close()
    await rows.nth(1).click()
    await prompt(page)
    await expect.poll(() => hash(page), PATIENT).toBe(other)
    await page.reload()
    await open(page)
    await expect.poll(() => hash(page), PATIENT).toBe(other)
  })
})

it('opens a shared session only at the press of a button, beside the own one', async () => {
  const link = await withPage('en/layers/', {}, async (page) => {
    await open(page)
    await run(page, 'docker run --name c1 busybox touch /x', 'docker diff c1')
    await page.locator('[data-view="session"]').click()
    await page.getByRole('button', { name: 'Share' }).click()
    const value = await page.locator('.session-link input').first().inputValue()
    return { part: new URL(value).hash, hash: await hash(page) }
  })
  await withPage('en/layers/', {}, async (page) => {
    await open(page)
    await run(page, 'echo mine > mine')
    const own = await hash(page)
    await page.goto(at(`en/layers/${link.part}`))
    await page.reload()
    await page.locator('dialog.opening').waitFor()
    expect(await page.locator('.opening-lines code').allTextContents()).toEqual([
      'docker run --name c1 busybox touch /x',
      'docker diff c1',
    ])
    expect(page.url()).not.toContain('#session')
    await page.getByRole('button', { name: 'Do not open' }).click()
    await open(page)
    await expect.poll(() => hash(page), PATIENT).toBe(own)
  })
  await withPage(`en/layers/${link.part}`, {}, async (page) => {
    await page.locator('.opening-yes').click()
    await prompt(page)
    await expect.poll(() => hash(page), PATIENT).toBe(link.hash)
  })
})

it('shows what is in a hostile link as text, and says of a broken one that it is broken', async () => {
  const hostile = ['#session=AAAA', '#session=<img/src=x/onerror=alert(1)>', `#session=${'A'.repeat(9000)}`]
  for (const part of hostile)
    await withPage(`zh/layers/${part}`, {}, async (page) => {
      await page.locator('dialog.opening').waitFor()
      expect(await page.locator('dialog.opening img, .opening-yes').count()).toBe(0)
      await page.getByRole('button', { name: '关闭' }).click()
      await open(page)
    })
})

it('ticks off the goals of a challenge on a host of its own', async () => {
  await withPage('en/layers/', {}, async (page) => {
    await open(page)
    await run(page, 'echo mine > mine')
    const own = await hash(page)
    const challenge = page.locator('#challenge-second-name')
    await challenge.locator('.challenge-start').click()
    await expect.poll(() => challenge.locator('[data-met]').count(), PATIENT).toBe(1)
    await prompt(page)
    await run(page, 'ls; docker tag redis mine:1')
    await expect.poll(() => challenge.locator('[data-met]').count(), PATIENT).toBe(3)
    expect(await challenge.locator('.challenge-state').textContent()).toBe('Solved')
    expect(await screen(page)).not.toContain('mine\n')
    await page.locator('.dock-home').click()
    await expect.poll(() => hash(page), PATIENT).toBe(own)
    await page.goto(at('en/'))
    expect(await page.locator('.front-progress:visible').allTextContents()).toEqual([
      '1 of 3 challenges solved',
    ])
  })
})
