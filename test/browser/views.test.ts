import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { DockElement } from '../../components/terminal/dock.ts'
import { withPage } from './support/browser.ts'
import { axeViolations } from './support/checks.ts'

const VIEWS = ['layers', 'overlay', 'start', 'processes', 'ports'] as const

const run = (page: Page, line: string) =>
  page.locator('strata-dock').evaluate((dock: DockElement, line) => dock.run([line]), line)

const BOX = 'docker run -d --name box busybox sleep 1000'
const TOUCH = 'docker exec box sh -c "cat /etc/group >/dev/null; echo x >> /etc/group; rm /etc/passwd"'

/** Opens a view by the arrow keys, from the first tab. */
async function openByKeys(page: Page, view: (typeof VIEWS)[number]): Promise<void> {
  await page.locator('.view-tabs [aria-selected="true"]').focus()
  await page.keyboard.press('Home')
  for (let i = 0; i < VIEWS.indexOf(view); i++) await page.keyboard.press('ArrowRight')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-view'))).toBe(view)
  await page.locator(`#strata-view-${view}:not([hidden])`).waitFor()
}

describe('the overlay view', () => {
  it('shows for each operation where the kernel looked and what it did', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await run(page, BOX)
      await openByKeys(page, 'overlay')
      await run(page, TOUCH)
      const now = page.locator('.overlay-operation')
      await expect.poll(() => now.textContent()).toContain('rm')
      expect(await now.textContent()).toContain('whiteout for /etc/passwd put into upper')
      expect(await page.locator('.overlay-chosen').textContent()).toMatch(/^passwd/)
      await page.getByRole('button', { name: 'Earlier operation' }).focus()
      await page.keyboard.press('Enter')
      expect(await now.textContent()).toMatch(/sh \d+ opens for writing \/etc\/group/)
      expect(await now.textContent()).toMatch(/\/etc\/group copied up whole, \d+B/)
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
        'Earlier operation',
      )
      await page.keyboard.press('Enter')
      expect(await now.textContent()).toMatch(/cat \d+ opens for reading \/etc\/group/)
      expect(await now.textContent()).toContain('upper is unchanged')
      expect(await page.locator('strata-overlay [role="status"]').textContent()).toContain(
        'rm deletes /etc/passwd',
      )
    })
  })

  it('opens a directory and chooses another mount by keyboard', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await run(page, `${BOX}; ${TOUCH}; docker run --name two busybox touch /only-here`)
      await openByKeys(page, 'overlay')
      const names = page.locator('.overlay-path')
      await expect.poll(() => names.allTextContents()).toContain('only-here')
      await page.locator('.view-choice').selectOption({ label: 'Container box' })
      await expect.poll(() => names.allTextContents()).toContain('passwd')
      expect(await names.allTextContents()).not.toContain('shadow')
      await page.locator('[data-path="/etc"]').focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => page.locator('[data-path="/etc"]').getAttribute('aria-expanded')).toBe('true')
      expect((await names.allTextContents()).length).toBeGreaterThan(6)
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-path'))).toBe('/etc')
    })
  })
})

it('the start view goes from step to step, and lays all of them open', async () => {
  await withPage('zh/layers/', {}, async (page) => {
    await run(page, BOX)
    await openByKeys(page, 'start')
    const current = page.locator('.start-current')
    await expect.poll(() => current.textContent()).toContain('POST /containers/create?name=box')
    const next = page.getByRole('button', { name: '下一步' })
    await next.focus()
    for (let i = 0; i < 13; i++) await page.keyboard.press('Enter')
    expect(await current.textContent()).toContain('["sleep","1000"]')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('上一步')
    await page.getByRole('button', { name: '全部展开' }).press('Enter')
    expect(await page.locator('.start-steps dl').count()).toBe(14)
    await run(page, 'docker rm -f box')
    await expect.poll(() => page.locator('.start-steps dl').count()).toBe(17)
  })
})

it('the process view is a live tree in which a process tells of itself', async () => {
  await withPage('en/layers/', {}, async (page) => {
    await openDock(page)
    await openByKeys(page, 'processes')
    await run(page, BOX)
    const table = page.locator('table.processes')
    await expect.poll(() => table.textContent()).toContain('Container box')
    const init = page.getByRole('button', { name: 'sleep 1000' })
    await init.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => table.textContent()).toMatch(/upperdir=\/var\/lib\/docker\/overlay2/)
    expect(await init.getAttribute('aria-expanded')).toBe('true')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('sleep 1000')
    await run(page, 'docker rm -f box')
    await expect.poll(() => table.textContent()).not.toContain('sleep 1000')
    expect(await page.locator('strata-processes [role="status"]').textContent()).toMatch(/ended/)
  })
})

it('the ports view shows both ends, and its buttons make calls and let packets go one by one', async () => {
  await withPage('en/listening/', {}, async (page) => {
    await run(
      page,
      'for call in socket "bind :8080" "listen 1"; do strata lab server $call; done; strata lab wire pause',
    )
    const view = page.locator('strata-ports')
    await expect.poll(() => view.textContent()).toContain('lab-server fd=3')
    await page.locator('.ports-bench summary').press('Enter')
    for (const call of ['client socket', 'client connect']) {
      await page.locator(`[data-call="${call}"]`).press('Enter')
      await page.locator('strata-dock[data-at-prompt]').waitFor()
    }
    await expect.poll(() => view.textContent()).toContain('Waiting: connect(3, 192.168.244.128:8080)')
    const segments = page.locator('.ports-segments > li')
    expect(await segments.allTextContents()).toEqual([
      expect.stringMatching(/SYN.*from client .* to host .*waits on the wire/),
    ])
    await page.getByRole('button', { name: 'Next packet' }).press('Enter')
    await expect.poll(() => segments.count()).toBe(2)
    await expect.poll(() => view.textContent()).toContain('SYN-RECV')
    await segments.first().locator('button').press('Enter')
    await expect
      .poll(() => segments.first().textContent())
      .toContain('given to the listener LISTEN 0.0.0.0:8080 of lab-server')
    expect(await page.locator('.ports-found').textContent()).toContain('0.0.0.0:8080')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-segment'))).toBe('1')
    expect(await axeViolations(page)).toEqual([])
  })
})

it('a sandbox that is started again goes on with the view that was shown', async () => {
  await withPage('en/layers/', {}, async (page) => {
    await openDock(page)
    await openByKeys(page, 'start')
    await page.locator('strata-dock').evaluate((dock: DockElement) => dock.restart())
    await run(page, BOX)
    await expect.poll(() => page.locator('.start-steps li').count()).toBe(14)
  })
})

const openDock = (page: Page) =>
  page.locator('strata-dock').evaluate(async (dock: DockElement) => {
    await dock.open()
  })
