import type { Page } from 'playwright-core'

/** What the first terminal shows, its rows one after the other. */
export const screenText = async (page: Page): Promise<string> =>
  ((await page.locator('strata-dock .xterm-rows').textContent()) ?? '').replaceAll('\u00a0', ' ')
