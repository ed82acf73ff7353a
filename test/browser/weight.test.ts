import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { DockElement } from '../../components/terminal/dock.ts'
import { withPage } from './support/browser.ts'

const CATALOG = /\/catalog-[^/]*\.js$/

it('the catalog of images comes when a registry is first asked, once, and is below 150 kB', async () => {
  const loaded: { url: string; size: Promise<number> }[] = []
  await withPage(
    'en/layers/',
    {},
    async (page) => {
      const run = (line: string) =>
        page.locator('strata-dock').evaluate((dock: DockElement, line) => dock.run([line]), line)
      const catalogs = () => loaded.filter(({ url }) => CATALOG.test(url))
      await run('docker images')
      expect(loaded.some(({ url }) => /\/worker-[^/]*\.js$/.test(url))).toBe(true)
      expect(catalogs()).toEqual([])
      await run('docker pull -q hello-world')
      await run('docker pull -q busybox')
      expect(catalogs()).toHaveLength(1)
      expect(await catalogs()[0]!.size).toBeLessThan(150_000)
    },
    async (page) => {
      page.context().on('response', (response) => {
        if (!response.url().endsWith('.js')) return
        loaded.push({ url: response.url(), size: response.body().then((body) => gzipSync(body).length) })
      })
    },
  )
})
