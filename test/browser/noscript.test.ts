import { expect, it } from 'vitest'
import { withPage } from './support/browser.ts'

it.each(['zh/layers/', 'en/layers/', 'zh/', 'en/'])('%s reads whole without JavaScript', async (path) => {
  await withPage(path, { javaScriptEnabled: false }, async (page) => {
    const block = page.locator('strata-console').first()
    const shown = await block.textContent()
    expect(shown).toMatch(/^\s*\$ docker pull/)
    expect(shown).toContain('docker.io/library/')
    expect(await page.locator('strata-console button:visible, strata-dock button:visible').count()).toBe(0)
  })
})

it('says without JavaScript what the dock would be', async () => {
  await withPage('zh/layers/', { javaScriptEnabled: false }, async (page) => {
    expect(await page.locator('strata-dock').textContent()).toContain('沙盒需要 JavaScript')
  })
})
