import { describe, expect, inject, it } from 'vitest'
import { at, withPage } from './support/browser.ts'
import { axeViolations, shifts, type Traffic, watchShifts, watchTraffic } from './support/checks.ts'

const paths = [
  ...['zh/', 'en/', 'zh/layers/', 'en/layers/', 'zh/what-is-an-image/', 'en/image-list/'],
  ...['zh/reference/image/', 'en/reference/docker/'],
]
/** Each page in both themes and at both widths; the next one with these the other way round. */
const looks = paths.flatMap((path, i) =>
  (['light', 'dark'] as const).map((colorScheme, j) => ({
    path,
    colorScheme,
    width: (i + j) % 2 === 0 ? 1440 : 390,
  })),
)

describe('a page', () => {
  it.each(looks)('$path is whole in $colorScheme at $width px', async ({ path, colorScheme, width }) => {
    let traffic: Traffic | undefined
    await withPage(
      path,
      { colorScheme, viewport: { width, height: 844 }, reducedMotion: 'reduce' },
      async (page) => {
        await page.waitForLoadState('networkidle')
        expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(colorScheme)
        expect(await page.locator('h1').count()).toBe(1)
        expect(await axeViolations(page)).toEqual([])
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(tooWide).toBeLessThanOrEqual(0)
        expect(await shifts(page)).toBeLessThan(0.05)
        const foreign = traffic?.urls.filter(
          (url) => !url.startsWith(inject('site')) && !url.startsWith('data:'),
        )
        expect(foreign).toEqual([])
      },
      async (page) => {
        traffic = watchTraffic(page)
        await watchShifts(page)
      },
    )
  })
})

it('keeps still while a reader scrolls through a chapter', async () => {
  await withPage(
    'zh/layers/',
    {},
    async (page) => {
      await page.mouse.move(500, 500)
      for (let i = 0; i < 10; i++) await page.mouse.wheel(0, 300)
      await page.waitForTimeout(500)
      expect(await shifts(page)).toBeLessThan(0.05)
    },
    watchShifts,
  )
})

it('loads less than 60 KB of script for a chapter', async () => {
  let traffic: Traffic | undefined
  await withPage(
    'zh/layers/',
    {},
    async (page) => {
      await page.waitForLoadState('networkidle')
      await page.waitForTimeout(500)
      expect(traffic?.scriptBytes).toBeGreaterThan(0)
      expect(traffic?.scriptBytes).toBeLessThan(60_000)
    },
    async (page) => {
      traffic = watchTraffic(page)
    },
  )
})

describe('the root', () => {
  it.each([
    ['zh-CN', 'zh/'],
    ['zh-TW', 'zh/'],
    ['en-GB', 'en/'],
    ['fr-FR', 'en/'],
  ])('sends %s to %s', async (locale, path) => {
    await withPage('', { locale }, async (page) => {
      await page.waitForURL(at(path))
    })
  })

  it('shows both doors without JavaScript', async () => {
    await withPage('', { javaScriptEnabled: false }, async (page) => {
      await page.getByRole('link', { name: '简体中文' }).click()
      expect(page.url()).toBe(at('zh/'))
    })
  })
})

it('switches the language on the same chapter', async () => {
  await withPage('zh/layers/', {}, async (page) => {
    await page.locator('header starlight-lang-select select').selectOption({ label: 'English' })
    await page.waitForURL(at('en/layers/'))
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
  })
})

it('prints no Chinese in the interface of an English chapter', async () => {
  await withPage('en/layers/', {}, async (page) => {
    const shown = await page.evaluate(() => {
      for (const other of document.querySelectorAll('starlight-lang-select, .sl-markdown-content'))
        other.remove()
      const labels = [...document.querySelectorAll('[aria-label]')].map((e) => e.getAttribute('aria-label'))
      return `${document.body.textContent} ${labels.join(' ')}`
    })
    expect(shown.match(/\p{Script=Han}+/gu)).toBeNull()
  })
})
