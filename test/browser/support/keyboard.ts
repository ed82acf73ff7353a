import type { Page } from 'playwright-core'

/** The terminal has the keyboard. */
export const inTerminal = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => document.activeElement?.className === 'xterm-helper-textarea')

/** A shell of the sandbox waits at its prompt. */
export const prompt = (page: Page): Promise<void> => page.locator('strata-dock[data-at-prompt]').waitFor()

/** Presses Tab, or another key, until what has the focus fits. Nobody wants to press more often than `most` times. */
export async function walkTo(page: Page, selector: string, key = 'Tab', most = 120): Promise<void> {
  for (let i = 0; i < most; i++) {
    // In the terminal Tab is the shell's, until Esc.
    if (await page.evaluate(() => document.activeElement?.className === 'xterm-helper-textarea'))
      await page.keyboard.press('Escape')
    await page.keyboard.press(key)
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return
  }
  throw new Error(`${selector} is not within ${most} times ${key}`)
}
