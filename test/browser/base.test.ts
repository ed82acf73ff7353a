import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serve } from '../../scripts/serve.mjs'
import { withPage } from './support/browser.ts'

const base = '/some/where/'
let folder = ''
let site: { url: string; close: () => Promise<void> }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strata-base-'))
  await promisify(execFile)(
    process.execPath,
    ['node_modules/astro/bin/astro.mjs', 'build', '--outDir', folder],
    {
      // Not the tests' own environment: it says MODE and BASE_URL, which a build would believe.
      env: { PATH: process.env.PATH, HOME: process.env.HOME, BASE: base, ASTRO_TELEMETRY_DISABLED: '1' },
    },
  )
  site = await serve(folder, { base })
}, 120_000)

afterAll(async () => {
  await site?.close()
  await rm(folder, { recursive: true, force: true })
})

it('works below any path: links, styles, search, sandbox', async () => {
  const missing: string[] = []
  await withPage(
    site.url,
    { locale: 'en' },
    async (page) => {
      await page.waitForURL(`${site.url}en/`)
      await page.locator('.front-start').click()
      await page.waitForURL(`${site.url}en/what-is-an-image/`)
      await page.locator('button[data-open-modal]').click()
      await page.locator('site-search input').fill('archive')
      await page.locator('.pagefind-ui__result-link[href*="/en/image-save-load/"]').first().click()
      await page.waitForURL((url) => url.href.startsWith(`${site.url}en/image-save-load/`))
      await page.locator('strata-console .console-run').first().click()
      await page.locator('strata-dock .xterm').waitFor()
      await page.waitForLoadState('networkidle')
      expect(missing).toEqual([])
    },
    async (page) => {
      page.on('response', (response) => {
        if (response.status() >= 400) missing.push(response.url())
      })
    },
  )
}, 60_000)
