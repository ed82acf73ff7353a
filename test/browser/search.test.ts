import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { withPage } from './support/browser.ts'

/** Searches and gives the addresses found, without their fragments. */
async function search(page: Page, words: string): Promise<string[]> {
  await page.locator('button[data-open-modal]').click()
  await page.locator('site-search input').fill(words)
  await page.locator('.pagefind-ui__result-link').first().waitFor()
  // Each result's page is fetched by itself: the list is whole when none of them is being loaded.
  await expect.poll(() => page.locator('.pagefind-ui__loading').count(), { timeout: 30_000 }).toBe(0)
  const links = await page.locator('.pagefind-ui__result-link').all()
  const hrefs = await Promise.all(links.map((link) => link.getAttribute('href')))
  return hrefs.map((href) => (href ?? '').replace(/[?#].*/, ''))
}

it.each(['只读', '归档', '摘要'])('finds %s inside a sentence', async (word) => {
  await withPage('zh/', {}, async (page) => {
    expect(await search(page, word)).toContain('/zh/layers/')
  })
})

it('finds an English word on English pages alone', async () => {
  await withPage('en/', {}, async (page) => {
    const found = await search(page, 'archive')
    expect(found).toContain('/en/image-save-load/')
    expect(found.filter((href) => !href.startsWith('/en/'))).toEqual([])
  })
})
