import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { consoleBlocksOf, printConsole } from '../../components/console/block.ts'
import { withPage } from './support/browser.ts'

/** The highlighter drops blank lines at the end of a block. */
const trimmed = (text: string): string => text.replace(/\n+$/, '\n')

const blocksOf = (path: string) => consoleBlocksOf(readFileSync(`content/docs/${path}.mdx`, 'utf8'))

it.each([
  ['zh/layers/', 'zh/layers'],
  ['en/layers/', 'en/layers'],
  ['zh/image-remove/', 'zh/image-remove'],
  ['en/what-is-an-image/', 'en/what-is-an-image'],
  ['zh/', 'zh/index'],
  ['en/', 'en/index'],
])('%s shows every command and output without JavaScript', async (path, source) => {
  await withPage(path, { javaScriptEnabled: false }, async (page) => {
    const shown = await page.locator('strata-console pre').allTextContents()
    expect(shown.map(trimmed)).toEqual(blocksOf(source).map((block) => trimmed(printConsole(block))))
    expect(await page.locator('strata-console button:visible, strata-dock button:visible').count()).toBe(0)
  })
})

it('says without JavaScript what the dock would be', async () => {
  await withPage('zh/layers/', { javaScriptEnabled: false }, async (page) => {
    expect(await page.locator('strata-dock').textContent()).toContain('沙盒需要 JavaScript')
  })
})
