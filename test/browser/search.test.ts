import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { at, withPage } from './support/browser.ts'

/** The index is read by a worker that the page starts; it has this long, and a second try. */
const within = { timeout: 15_000 }
const again = { retry: 1 }

/** Searches and gives the addresses found, without their fragments. */
async function search(page: Page, words: string): Promise<string[]> {
  await page.locator('button[data-open-modal]').click()
  await page.locator('site-search input').fill(words)
  await page.locator('.pagefind-ui__result-link').first().waitFor(within)
  // Each result's page is fetched by itself: the list is whole when none of them is being loaded.
  await expect.poll(() => page.locator('.pagefind-ui__loading').count(), within).toBe(0)
  const links = await page.locator('.pagefind-ui__result-link').all()
  const hrefs = await Promise.all(links.map((link) => link.getAttribute('href')))
  return hrefs.map((href) => (href ?? '').replace(/[?#].*/, ''))
}

it('has an index of each language, with every file that it names', async () => {
  const entry: { languages: Record<string, { hash: string; wasm: string | null; page_count: number }> } =
    await (await fetch(at('pagefind/pagefind-entry.json'))).json()
  expect(Object.keys(entry.languages).toSorted()).toEqual(['en', 'zh-cn'])
  const named = Object.values(entry.languages).flatMap(({ hash, wasm }) => [
    `pagefind.${hash}.pf_meta`,
    `wasm.${wasm ?? 'unknown'}.pagefind`,
  ])
  const files = ['pagefind.js', 'pagefind-worker.js', ...named].map((name) => at(`pagefind/${name}`))
  const answers = await Promise.all(files.map((file) => fetch(file)))
  expect(answers.filter(({ ok }) => !ok).map(({ url }) => url)).toEqual([])
  for (const { page_count } of Object.values(entry.languages)) expect(page_count).toBeGreaterThan(20)
})

it.each(['只读', '归档', '摘要'])('finds %s inside a sentence', again, async (word) => {
  await withPage('zh/', {}, async (page) => {
    expect(await search(page, word)).toContain('/zh/layers/')
  })
})

it('finds an English word on English pages alone', again, async () => {
  await withPage('en/', {}, async (page) => {
    const found = await search(page, 'archive')
    expect(found).toContain('/en/image-save-load/')
    expect(found.filter((href) => !href.startsWith('/en/'))).toEqual([])
  })
})
