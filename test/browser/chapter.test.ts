import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { consoleBlocksOf } from '../../components/console/block.ts'
import type { DockElement } from '../../components/terminal/dock.ts'
import { playChapter } from '../../src/headless/chapter.ts'
import { withPage } from './support/browser.ts'

const PROMPT = 'root@strata:~# '

it.each([
  ['zh', 'layers', 'redis:latest'],
  ['en', 'layers', 'redis:latest'],
  ['en', 'image-remove', 'busybox:latest'],
])(
  'running all blocks of /%s/%s/ gives the outputs of the chapter, and the world that Node has',
  { timeout: 120_000 },
  async (language, chapter, image) => {
    const file = new URL(`../../content/docs/${language}/${chapter}.mdx`, import.meta.url)
    const source = readFileSync(file, 'utf8')
    const blocks = consoleBlocksOf(source)
    await withPage(`${language}/${chapter}/`, {}, async (page) => {
      for (const { id } of blocks) {
        const block = page.locator(`strata-console[data-block="${id}"]`)
        await block.locator('.console-run').click()
        await page
          .locator(`strata-console[data-block="${id}"]:not([data-state])`)
          .waitFor({ timeout: 30_000 })
      }
      const dock = page.locator('strata-dock')
      const { text, size, hash } = await dock.evaluate(async (element: DockElement) => {
        const screen = await element.open()
        await new Promise((resolve) => setTimeout(resolve, 200))
        return { text: screen.text(), size: screen.size, hash: await element.stateHash() }
      })
      const shown = blocks
        .flatMap((block) => block.steps)
        .map(({ command, output }) => `${PROMPT}${command.replaceAll('\n', '\n> ')}\n${output}`)
      expect(text.replace(/ +$/gm, '')).toBe(`${shown.join('')}${PROMPT}`.replace(/ +$/gm, ''))

      const views = page.locator('strata-layers')
      await expect.poll(() => views.textContent()).toContain(image)
      const played = await playChapter(chapter, blocks, size)
      expect(hash).toBe(played.world.stateHash())
    })
  },
)

it('shows the layers that two images share once, and says so', { timeout: 60_000 }, async () => {
  await withPage('en/layers/', {}, async (page) => {
    for (const id of ['pull-redis', 'pull-rc']) {
      const block = page.locator(`strata-console[data-block="${id}"]`)
      await block.locator('.console-run').click()
      await page.locator(`strata-console[data-block="${id}"]:not([data-state])`).waitFor({ timeout: 30_000 })
    }
    const shared = page.locator('strata-layers').getByText('shared by 2 images')
    await expect.poll(() => shared.count()).toBe(3)
  })
})
