import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { DockElement } from '../../components/terminal/dock.ts'
import { at, withPage } from './support/browser.ts'

/** What the worker loads for a first prompt, compressed, at most. */
const PROMPT = 450_000
/** What a chapter whose host boots loads until its prompt, beyond what every page has by then: the boot and its view. */
const BOOT = 88_000
/** Parts of a machine that its boot does not run. */
const LATER = /\/(docker-failures|rescue|reserved|tending|waiting-texts)-[^/]*\.js$/
const CATALOG = /\/catalog-[^/]*\.js$/

it('a first prompt needs less than 450 kB of engine; the catalog of images comes when a registry is first asked, once, and is below 150 kB; a boot needs less than 88 kB more', async () => {
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
      const needed = loaded.filter(({ url }) => /\/work-[^/]*\.js$/.test(url))
      const sizes = await Promise.all(needed.map(({ size }) => size))
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(PROMPT)
      await run('docker pull -q hello-world')
      await run('docker pull -q busybox')
      expect(catalogs()).toHaveLength(1)
      expect(await catalogs()[0]!.size).toBeLessThan(150_000)

      // The last of what every page loads in quiet.
      await expect.poll(() => loaded.some(({ url }) => /\/build-[^/]*\.js$/.test(url))).toBe(true)
      const ordinary = new Set(loaded.map(({ url }) => url))
      const released = Promise.withResolvers<void>()
      await page.context().route(LATER, async (route) => {
        await released.promise
        await route.continue()
      })
      await page.goto(at('en/bootfs/'))
      await page.locator('strata-dock').evaluate((dock: DockElement) => dock.open())
      await page.locator('[data-control="at-once"]').click()
      await page.locator('strata-dock[data-at-prompt]').waitFor()
      const own = loaded.filter(({ url }) => !ordinary.has(url))
      expect(own.filter(({ url }) => /\/boot-[^/]*\.js$/.test(url))).toHaveLength(1)
      const costs = await Promise.all(own.map(({ size }) => size))
      expect(costs.reduce((sum, size) => sum + size, 0)).toBeLessThan(BOOT)
      // What people ask of it then comes in quiet, and needs no network later.
      released.resolve()
      await expect.poll(() => new Set(loaded.flatMap(({ url }) => LATER.exec(url)?.[1] ?? [])).size).toBe(5)
      // What they import comes after them.
      await page.waitForTimeout(500)
      await page.context().setOffline(true)
      await run('clear; systemctl is-active docker')
      expect(
        await page.evaluate(async () =>
          (await document.querySelector<DockElement>('strata-dock')!.open()).text(),
        ),
      ).toMatch(/^active\n/)
    },
    async (page) => {
      page.context().on('response', (response) => {
        if (!response.url().endsWith('.js')) return
        loaded.push({ url: response.url(), size: response.body().then((body) => gzipSync(body).length) })
      })
    },
  )
})

it('a prompt needs no programs; they come in quiet, and then need no network; what has not come says so', async () => {
  const SHELF = /\/(tools|clients)-[^/]*\.js$/
  const released = Promise.withResolvers<void>()
  const come: string[] = []
  await withPage(
    'en/layers/',
    {},
    async (page) => {
      const dock = page.locator('strata-dock')
      const run = (line: string) => dock.evaluate((dock: DockElement, line) => dock.run([line]), line)
      const text = () => dock.evaluate(async (dock: DockElement) => (await dock.open()).text())
      await dock.evaluate((dock: DockElement) => dock.open())
      await page.locator('strata-dock[data-at-prompt]').waitFor()
      expect(await text()).toBe('root@strata:~# ')
      expect(come).toEqual([])
      released.resolve()
      await expect.poll(() => come.toSorted().map((name) => name.split('-')[0])).toEqual(['clients', 'tools'])
      // What they import comes after them.
      await page.waitForTimeout(500)
      await page.context().setOffline(true)
      await run(
        'seq 2 | tac; docker --version; python3 -V; echo "code $?"; echo FROM scratch | docker build -q - && echo built',
      )
      expect(await text()).toMatch(
        /\n2\n1\nDocker version .*\npython3: this part of Strata could not be loaded: .*\ncode 126\n.*\nbuilt\n/s,
      )
      await page.context().setOffline(false)
      await run('clear; python3 -c "print(6 * 7)"')
      expect(await text()).toMatch(/^42\n/)
      // The next chapter is made ready before anybody presses, unless the reader saves data.
      await page.addInitScript(() => {
        if (location.hash === '#saves')
          Object.defineProperty(navigator, 'connection', { value: { saveData: true } })
      })
      await page.goto(at('en/what-is-an-image/'))
      await expect.poll(() => page.workers().length).toBe(1)
      await page.goto(at('en/storage/#saves'), { waitUntil: 'networkidle' })
      expect(page.workers()).toEqual([])
    },
    async (page) => {
      await page.context().route(SHELF, async (route) => {
        await released.promise
        await route.continue()
      })
      page.context().on('requestfinished', (request) => {
        const name = SHELF.exec(request.url())?.[0]
        if (name) come.push(name.slice(1))
      })
    },
  )
})
