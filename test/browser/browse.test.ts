import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { DockElement } from '../../components/terminal/dock.ts'
import { withPage } from './support/browser.ts'
import { axeViolations, watchTraffic } from './support/checks.ts'

const run = (page: Page, line: string) =>
  page.locator('strata-dock').evaluate((dock: DockElement, line) => dock.run([line]), line)
const shown = (page: Page) =>
  page.locator('strata-dock').evaluate(async (dock: DockElement) => (await dock.open()).text())
const row = (page: Page, path: string) => page.locator(`.browse-tree [data-path="${path}"]`)
const showFiles = (page: Page) => page.locator('.view-tabs [data-view="files"]').click()

describe('the files pane', () => {
  it('opens, edits and saves a file by keyboard', async () => {
    await withPage('en/layers/', {}, async (page) => {
      const traffic = watchTraffic(page)
      await run(page, `printf '#!/bin/sh\\necho one\\n' > a.sh; mkdir sub; touch '<b>x' sub/inside`)
      await showFiles(page)
      await row(page, '/root/a.sh').waitFor()
      expect(await row(page, '/root/<b>x').textContent()).toContain('<b>x')
      const editorCode = () => traffic.urls.filter((url) => /\/editor[.-][^/]*\.js/.test(url)).length
      expect(editorCode()).toBe(0)
      await page.locator('.browse-tree [tabindex="0"]').focus()
      await page.keyboard.press('Home')
      for (let i = 0; i < 40; i++) {
        if ((await page.evaluate(() => (document.activeElement as HTMLElement).dataset.path)) === '/root/sub')
          break
        await page.keyboard.press('ArrowDown')
      }
      await page.keyboard.press('ArrowRight')
      await row(page, '/root/sub/inside').waitFor()
      await page.keyboard.press('ArrowLeft')
      await expect.poll(() => row(page, '/root/sub/inside').count()).toBe(0)
      await row(page, '/root/a.sh').focus()
      await page.keyboard.press('Enter')
      await page.locator('.cm-content').focus()
      expect(editorCode()).toBe(1)
      expect(await axeViolations(page)).toEqual([])
      await page.keyboard.press('Control+End')
      await page.keyboard.type('echo two')
      await page.keyboard.press('Control+s')
      await page.getByText('Saved: /root/a.sh').first().waitFor()
      await run(page, 'sh a.sh; cat a.sh | sha256sum')
      expect(await shown(page)).toMatch(/\none\ntwo\n/)
    })
  })

  it('shows what a container sees, and says what is no text or too big', async () => {
    await withPage('zh/layers/', { colorScheme: 'dark' }, async (page) => {
      await run(
        page,
        'docker run -d --name box busybox sh -c "echo inside > /note; sleep 1000"; truncate -s 1M big; docker save -o i.tar busybox; head -c 2000 i.tar > i',
      )
      await showFiles(page)
      await row(page, '/root/big').click()
      await page.locator('.browse-note').getByText('文件太大').waitFor()
      await row(page, '/root/i').click()
      await page.locator('.browse-note').getByText('不是文本文件').waitFor()
      await page.locator('.browse-bar select').selectOption('box')
      await row(page, '/note').click()
      await page.locator('.cm-content').click()
      await page.keyboard.press('Control+End')
      await page.keyboard.type('more')
      await page.getByRole('button', { name: '保存' }).click()
      await page.locator('.browse-note').getByText('已保存').waitFor()
      await run(page, 'docker exec box cat /note')
      expect(await shown(page)).toMatch(/\ninside\nmore/)
      expect(await axeViolations(page)).toEqual([])
    })
  })

  it('keeps what was not saved, over other files, a way back and a reload', async () => {
    await withPage('en/layers/', {}, async (page) => {
      const content = page.locator('.cm-content')
      await run(page, 'echo one > a; echo two > b')
      await showFiles(page)
      await row(page, '/root/a').click()
      await content.click()
      await page.keyboard.press('Control+End')
      await page.keyboard.type('mine')
      await row(page, '/root/b').click()
      await expect.poll(() => content.textContent()).toBe('two')
      await row(page, '/root/a').click()
      await expect.poll(() => content.textContent()).toBe('onemine')
      await page.locator('.browse-note').getByText('were not saved').waitFor()
      await run(page, 'echo three > c')
      await page.locator('.dock-back').click()
      await page.reload()
      await run(page, 'cat a')
      expect(await shown(page)).not.toContain('mine')
      await showFiles(page)
      await row(page, '/root/a').click()
      await expect.poll(() => content.textContent()).toBe('onemine')
      expect(await axeViolations(page)).toEqual([])
      await page.getByRole('button', { name: 'Discard changes' }).click()
      await expect.poll(() => content.textContent()).toBe('one')
      expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
      await row(page, '/root/b').click()
      await row(page, '/root/a').click()
      await expect.poll(() => content.textContent()).toBe('one')
    })
  })

  it('asks before the page is left where the browser keeps nothing', async () => {
    await withPage(
      'en/layers/',
      {},
      async (page) => {
        await run(page, 'echo one > a')
        await showFiles(page)
        await row(page, '/root/a').click()
        await page.locator('.cm-content').click()
        await page.keyboard.type('mine')
        const asked = page.waitForEvent('dialog')
        void page.close({ runBeforeUnload: true })
        const dialog = await asked
        expect(dialog.type()).toBe('beforeunload')
        await dialog.dismiss()
        await page.keyboard.press('Control+s')
        await page.getByText('Saved: /root/a').first().waitFor()
        const closed = page.waitForEvent('close')
        await page.close({ runBeforeUnload: true })
        await closed
      },
      (page) =>
        page.addInitScript(() => {
          const { setItem } = Storage.prototype
          Storage.prototype.setItem = function (key, value) {
            if (key.startsWith('strata-draft')) throw new DOMException('full', 'QuotaExceededError')
            setItem.call(this, key, value)
          }
        }),
    )
  })

  it('takes files into the directory that is chosen', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await run(page, 'mkdir in')
      await showFiles(page)
      await row(page, '/root/in').click()
      await page
        .locator('strata-files input[type="file"]')
        .setInputFiles({ name: 'up.txt', mimeType: 'text/plain', buffer: Buffer.from('came\n') })
      await row(page, '/root/in/up.txt').waitFor()
      await run(page, 'cat in/up.txt')
      expect(await shown(page)).toMatch(/\ncame\n/)
    })
  })
})
