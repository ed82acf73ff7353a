import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { withPage } from './support/browser.ts'

async function search(page: Page, words: string): Promise<string> {
  await page.locator('button[data-open-modal]').click()
  await page.locator('site-search input').fill(words)
  await page.locator('.pagefind-ui__result-link').first().waitFor()
  return (await page.locator('.pagefind-ui__results').allTextContents()).join(' ')
}

it.each(['只读', '归档', '摘要'])('finds %s inside a sentence', async (word) => {
  await withPage('zh/', {}, async (page) => {
    expect(await search(page, word)).toContain('镜像是一叠层')
  })
})

it('finds an English word on English pages', async () => {
  await withPage('en/', {}, async (page) => {
    const found = await search(page, 'archive')
    expect(found).toContain('An image is a stack of layers')
    expect(found).not.toMatch(/\p{Script=Han}/u)
  })
})
