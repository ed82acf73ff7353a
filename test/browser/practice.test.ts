import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { withPage } from './support/browser.ts'
import { axeViolations } from './support/checks.ts'
import { screenText } from './support/screen.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const shots = process.env.STRATA_SHOTS
const shoot = async (page: Page, name: string): Promise<void> => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` })
}

/** What comes true within a while, on a busy machine too. */
const soon = (ask: () => Promise<unknown>) => expect.poll(ask, { timeout: 15_000 })
const atPrompt = (page: Page) => page.locator('strata-dock[data-at-prompt]').waitFor()
const done = (page: Page, name: string) => page.locator(`[data-exercise="${name}"][data-done]`)

describe('the chapter on keys', () => {
  it('ticks a key that a command was edited with, by hand or by its cap', async () => {
    await withPage('en/keys/', {}, async (page) => {
      await page.getByRole('button', { name: 'Press Ctrl+A in the terminal' }).click()
      await atPrompt(page)
      await page.keyboard.type('s /etc')
      await page.keyboard.press('Control+a')
      await page.keyboard.type('l')
      expect(await done(page, 'beginning-of-line').count()).toBe(0)
      await page.keyboard.press('Enter')
      await done(page, 'beginning-of-line').waitFor()
      expect(await page.locator('.keys-count').first().textContent()).toBe('1 of 25 used')

      // The browser would close the tab: the cap is the only way.
      await page.keyboard.type('echo a/b')
      await page.getByRole('button', { name: 'Press Ctrl+W in the terminal' }).click()
      await soon(() => screenText(page)).not.toContain('a/b')
      await page.keyboard.type('kept')
      await page.keyboard.press('Enter')
      await done(page, 'unix-word-rubout').waitFor()
      await expect.poll(() => screenText(page)).toContain('kept')
      await shoot(page, 'keys-table')
      expect(await axeViolations(page)).toEqual([])
    })
  })

  it('puts lines at the prompt, gives up what stands there, and sees what became of them', async () => {
    await withPage('zh/keys/', {}, async (page) => {
      const practice = (name: string) => page.locator(`strata-practice[data-exercise="${name}"]`)
      await practice('front').getByRole('button').click()
      await soon(() => screenText(page)).toContain('cker images --digests')
      await page.keyboard.type('rubbish')
      await practice('front').getByRole('button').click()
      await soon(() => screenText(page)).toMatch(/\^C/)
      await page.keyboard.press('Control+a')
      await page.keyboard.type('do')
      await page.keyboard.press('Enter')
      await done(page, 'front').waitFor()
      expect(await practice('front').locator('.practice-state').textContent()).toBe('完成')

      await practice('lines').getByRole('button').click()
      await soon(() => screenText(page)).toContain('done')
      expect(await done(page, 'lines').count()).toBe(0)
      await page.keyboard.press('Enter')
      await done(page, 'lines').waitFor()
      await shoot(page, 'keys-practice')
      expect(await axeViolations(page)).toEqual([])
    })
  })

  it('has challenges that see the keys, by keyboard alone', async () => {
    await withPage('en/keys/', {}, async (page) => {
      const challenge = page.locator('#challenge-one-letter')
      await challenge.getByRole('button', { name: 'Start' }).focus()
      await page.keyboard.press('Enter')
      await atPrompt(page)
      await page.keyboard.type('docker rmi old:1 old:2 old:3\n')
      await soon(() => challenge.locator('.challenge-state').textContent()).toBe('1 to go')
      await challenge.getByRole('button', { name: 'Start over' }).press('Enter')
      await soon(() => challenge.locator('.challenge-state').textContent()).toBe('2 to go')
      await atPrompt(page)
      for (const key of ['ArrowUp', 'Control+a', 'Alt+f', 'Alt+f', 'i', 'Enter'])
        await page.keyboard.press(key)
      await soon(() => challenge.locator('.challenge-state').textContent()).toBe('Solved')
      await shoot(page, 'keys-challenge')
    })
  })

  it('can be practised with fingers', async () => {
    await withPage('zh/keys/', phone, async (page) => {
      await page.locator('strata-practice[data-exercise="tail"]').getByRole('button').tap()
      await soon(() => screenText(page)).toContain('--no-trunc')
      const bar = (name: string) => page.locator('.key-bar').getByText(name, { exact: true })
      await shoot(page, 'keys-phone')
      await page.locator('.xterm-screen').tap()
      await bar('Ctrl').tap()
      await page.keyboard.type('a')
      for (let i = 0; i < 3; i++) {
        await bar('Esc').tap()
        await page.keyboard.type('f')
      }
      await bar('Ctrl').tap()
      await page.keyboard.type('k')
      await page.keyboard.press('Enter')
      await done(page, 'tail').waitFor({ state: 'attached' })

      // The caps of a way that is told are keys, too.
      const swap = page.locator('strata-practice[data-exercise="swap"]')
      await swap.getByRole('button').first().tap()
      await soon(() => screenText(page)).toContain('hostname.bak')
      await swap.getByText('一种按法').tap()
      for (const cap of await swap.locator('.practice-way button').all()) await cap.tap()
      await done(page, 'swap').waitFor({ state: 'attached' })
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    })
  })
})
