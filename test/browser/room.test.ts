import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { DockElement } from '../../components/terminal/dock.ts'
import { withPage } from './support/browser.ts'
import { axeViolations } from './support/checks.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

const prompt = (page: Page) => page.locator('strata-dock[data-at-prompt]').waitFor()
/** All that the terminal that is shown holds. */
const shown = (page: Page) =>
  page.locator('strata-dock').evaluate(async (dock: DockElement) => (await dock.open()).text())
const shows = (page: Page, pattern: RegExp) =>
  expect.poll(() => shown(page), { timeout: 10_000 }).toMatch(pattern)
const inTerminal = (page: Page) =>
  page.waitForFunction(() => document.activeElement?.className === 'xterm-helper-textarea')
const tabs = (page: Page) => page.locator('.terminal-tabs [role="tab"]')

async function open(page: Page): Promise<void> {
  await page.locator('.dock-open:visible').first().click()
  await prompt(page)
}

async function type(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

describe('terminals', () => {
  it('are several on one host, by keyboard alone, and none of them ends dead', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await open(page)
      await type(page, 'tty > /tmp/first; sleep 1000000')
      await page.locator('.terminal-new').focus()
      await page.keyboard.press('Enter')
      await inTerminal(page)
      await prompt(page)
      await type(page, 'cat /tmp/first; tty; stty size')
      await shows(page, /pts\/0\s.*pts\/1\s+\d\d \d\d/s)
      const size = await page.evaluate(
        async () => (await (document.querySelector('strata-dock') as DockElement).open()).size,
      )
      await shows(page, new RegExp(`\n${size.rows} ${size.columns}\n`))
      await page.keyboard.press('Escape')
      await page.keyboard.press('Shift+Tab')
      await page.locator('#strata-terminal-tab-1').focus()
      await page.keyboard.press('ArrowLeft')
      expect(await page.locator('strata-dock').getAttribute('data-at-prompt')).toBeNull()
      await page.keyboard.press('Enter')
      await inTerminal(page)
      await page.keyboard.press('Control+c')
      await prompt(page)
      await type(page, 'exit')
      await shows(page, /logout\n.*:~#\s*$/s)
      await type(page, 'echo still here')
      await shows(page, /\nstill here\n/)
      await tabs(page).nth(1).click()
      await type(page, 'exit')
      await expect.poll(() => tabs(page).count(), { timeout: 5000 }).toBe(1)
      await inTerminal(page)
      await shows(page, /still here/)
      expect(await page.locator('.dock-status').textContent()).toContain('terminal 2 has ended')
      expect(await axeViolations(page)).toEqual([])
    })
  })

  it('can be closed, and a block runs in the one that is shown', async () => {
    await withPage('zh/layers/', {}, async (page) => {
      await open(page)
      await page.locator('.terminal-new').click()
      await prompt(page)
      await page.locator('strata-dock').evaluate((dock: DockElement) => dock.run(['tty']))
      await shows(page, /pts\/1/)
      expect(await axeViolations(page)).toEqual([])
      await page.locator('.terminal-close').click()
      await expect.poll(() => tabs(page).count(), { timeout: 5000 }).toBe(1)
      expect(await shown(page)).not.toContain('pts/1')
      await page.locator('.terminal-new').click()
      await expect.poll(() => tabs(page).allTextContents()).toEqual(['1', '2×'])
      await tabs(page).nth(1).focus()
      await page.keyboard.press('Delete')
      await expect.poll(() => tabs(page).count(), { timeout: 5000 }).toBe(1)
    })
  })
})

it('has all terminals again after a reload, with what they show', async () => {
  await withPage('en/layers/', {}, async (page) => {
    await open(page)
    await type(page, 'sleep 1000000')
    await page.locator('.terminal-new').click()
    await prompt(page)
    await type(page, 'cd /etc; echo "in $PWD"')
    await shows(page, /\nin \/etc\n.*# $/s)
    // Noted although the other terminal is busy.
    await page.locator('[data-view="session"]').click()
    await expect.poll(() => page.locator('.session-command').count(), { timeout: 5000 }).toBe(1)
    await page.reload()
    await page.locator('.dock-open:visible').first().click()
    await expect.poll(() => tabs(page).allTextContents(), { timeout: 5000 }).toEqual(['1', '2×'])
    await tabs(page).nth(1).click()
    await prompt(page)
    await shows(page, /\nin \/etc\n.*:\/etc# $/s)
    await type(page, 'pwd')
    await shows(page, /pwd\n\/etc\n/)
    expect(await axeViolations(page)).toEqual([])
  })
})

describe('the room', () => {
  it('fills the window and leaves Esc to the terminal', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await open(page)
      await page.locator('.dock-full').click()
      const box = () => page.locator('strata-dock').boundingBox()
      expect(await box()).toEqual({ x: 0, y: 0, width: 1440, height: 900 })
      const [terminal, views] = await Promise.all(
        ['.dock-terminal', '.dock-views'].map((part) => page.locator(part).boundingBox()),
      )
      expect(terminal!.x + terminal!.width).toBeLessThanOrEqual(views!.x)
      expect(await axeViolations(page)).toEqual([])
      await page.locator('.xterm-helper-textarea').focus()
      await page.keyboard.press('Escape')
      expect((await box())!.width).toBe(1440)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Escape')
      expect((await box())!.width).toBeLessThan(800)
      expect(await page.locator('[inert]').count()).toBe(0)
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('dock-full')
    })
  })

  it('keeps what the reader chose', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await open(page)
      await page.locator('.terminal-larger').click()
      await page.locator('.terminal-larger').click()
      const columns = () =>
        page.locator('strata-dock').evaluate(async (dock: DockElement) => (await dock.open()).size.columns)
      await page.locator('.dock-edge').focus()
      await page.keyboard.press('ArrowLeft')
      await page.locator('.dock-split').focus()
      await page.keyboard.press('ArrowUp')
      const before = await columns()
      const box = await page.locator('.dock-terminal').boundingBox()
      await page.reload()
      await open(page)
      expect(await page.locator('.dock-terminal').boundingBox()).toEqual(box)
      expect(await columns()).toBe(before)
    })
  })

  it('asks nothing of a browser that refuses its storage', async () => {
    await withPage(
      'en/layers/',
      {},
      async (page) => {
        await open(page)
        await page.locator('.terminal-smaller').click()
        await page.locator('.dock-edge').focus()
        await page.keyboard.press('ArrowLeft')
        expect(await page.locator('.dock-edge').getAttribute('aria-valuenow')).toBe('41')
      },
      (page) =>
        page.addInitScript(() => {
          const { getItem, setItem } = Storage.prototype
          const check = (key: string) => {
            if (key.startsWith('strata-')) throw new DOMException('refused', 'SecurityError')
          }
          Storage.prototype.getItem = function (key) {
            check(key)
            return getItem.call(this, key)
          }
          Storage.prototype.setItem = function (key, value) {
            check(key)
            setItem.call(this, key, value)
          }
        }),
    )
  })
})

describe('the transcript', () => {
  it('has each command once, with what it wrote and how it ended', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await open(page)
      const spoken = page.locator('.transcript-spoken')
      await page.evaluate(() => {
        const all: string[] = []
        Object.assign(globalThis, { all })
        const region = document.querySelector('.transcript-spoken') as HTMLElement
        new MutationObserver(() => all.push(region.textContent ?? '')).observe(region, { childList: true })
      })
      await type(page, 'echo "<b>one</b>"; ls /nowhere')
      await expect.poll(() => spoken.textContent(), { timeout: 5000 }).toMatch(/Failed: exit status 2$/)
      await type(page, 'docker pull -q hello-world; seq 30')
      await expect.poll(() => spoken.textContent(), { timeout: 10_000 }).toContain('\n19 more lines\n')
      const entries = page.getByRole('log', { name: 'Transcript of commands' }).getByRole('listitem')
      expect(await entries.count()).toBe(2)
      expect(await entries.first().textContent()).toContain('<b>one</b>\nls: cannot access')
      expect(await entries.nth(1).textContent()).toContain('29\n30')
      expect(await page.evaluate(() => (globalThis as unknown as { all: string[] }).all.length)).toBe(2)
      expect(await axeViolations(page)).toEqual([])
    })
  })
})

describe('the key bar', () => {
  it('types what touch keyboards lack, and leaves the focus where it is', async () => {
    await withPage('zh/layers/', phone, async (page) => {
      await open(page)
      await page.locator('.xterm-screen:visible').tap()
      await inTerminal(page)
      const key = (name: string) => page.locator(`.key-bar [data-key="${name}"]`)
      await page.keyboard.type('echo one ')
      await key('|').tap()
      await page.keyboard.type(' cat')
      await page.keyboard.press('Enter')
      await shows(page, /\none\s*\n/)
      await key('ArrowUp').tap()
      await shows(page, /# echo one \| cat\s*$/)
      await key('Control').tap()
      expect(await key('Control').getAttribute('aria-pressed')).toBe('true')
      await page.keyboard.type('c')
      await shows(page, /\^C\n/)
      expect(await key('Control').getAttribute('aria-pressed')).toBe('false')
      await page.keyboard.type('ca')
      await key('Tab').tap()
      await inTerminal(page)
      expect(await axeViolations(page)).toEqual([])
    })
  })

  it('is not there where one has a keyboard', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await open(page)
      expect(await page.locator('.key-bar').isVisible()).toBe(false)
    })
  })
})
