import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { consoleBlocksOf } from '../../components/console/block.ts'
import { withPage } from './support/browser.ts'

const screen = (page: Page) => page.locator('strata-dock .xterm-rows')
const atPrompt = (page: Page) => page.locator('strata-dock[data-at-prompt]').waitFor()

/** A block of the chapter with more than one command, and how to find it on the page. */
const block = consoleBlocksOf(readFileSync('content/docs/en/layers.mdx', 'utf8')).find(
  ({ id, steps, noRun }) => id && !noRun && steps.length > 1,
)
const commands = block?.steps.map(({ command }) => command) ?? []
const blockOn = (page: Page) => page.locator(`strata-console[data-block="${block?.id}"]`)

/** Waits until the terminal shows something. */
async function shows(page: Page, pattern: RegExp): Promise<void> {
  await expect.poll(() => screen(page).textContent(), { timeout: 10_000 }).toMatch(pattern)
}

/** Opens the sandbox by its button and waits for the shell. */
async function open(page: Page): Promise<void> {
  await page.locator('.dock-open:visible').first().click()
  await atPrompt(page)
}

async function type(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

describe('a command block', () => {
  it('opens the sandbox and types its commands one after the other', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await blockOn(page).locator('.console-run').click()
      await page.locator('strata-console[data-state="running"]').waitFor({ state: 'detached' })
      const typed = commands.map((command) => command.slice(0, 20).replace(/[^\w ]/g, '.'))
      await shows(page, new RegExp(typed.join('.*'), 's'))
    })
  })

  it('copies commands without prompts and outputs', async () => {
    await withPage('en/layers/', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await blockOn(page).locator('.console-copy').click()
      await blockOn(page).getByText('Copied').waitFor()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${commands.join('\n')}\n`)
    })
  })
})

describe('the terminal', () => {
  it('takes text that comes without keys', async () => {
    await withPage('zh/layers/', {}, async (page) => {
      await open(page)
      await page.keyboard.type('echo ')
      await page.keyboard.insertText('你好，世界')
      await page.keyboard.press('Enter')
      await shows(page, /echo 你好，世界.*你好，世界/s)
      // A browser that draws frames all the time keeps a key's echo until the next one.
      const animated = () =>
        document.getAnimations().filter(({ playState }) => playState === 'running').length
      await expect.poll(() => page.evaluate(animated)).toBe(0)
      await page.locator('.cursor-away .xterm-cursor').waitFor()
      await page.locator('.terminal-panel:not(.cursor-away) .xterm-cursor').waitFor()
    })
  })

  it('hears Ctrl-C within 300 ms while a loop spins', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await open(page)
      await type(page, 'while :; do :; done')
      await page.locator('strata-dock:not([data-at-prompt])').waitFor()
      await page.waitForTimeout(500)
      const waited = await page.evaluate(async () => {
        const dock = document.querySelector('strata-dock')
        const pressed = performance.now()
        const back = new Promise<number>((resolve) => {
          new MutationObserver(() => {
            if (dock?.hasAttribute('data-at-prompt')) resolve(performance.now() - pressed)
          }).observe(dock as Element, { attributes: true })
        })
        const key = { key: 'c', code: 'KeyC', keyCode: 67, ctrlKey: true, bubbles: true }
        document.querySelector('.xterm-helper-textarea')?.dispatchEvent(new KeyboardEvent('keydown', key))
        return back
      })
      expect(waited).toBeLessThan(300)
    })
  })

  it('waits about three seconds for an hour', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await open(page)
      const began = Date.now()
      await type(page, 'sleep 3600')
      await page.locator('strata-dock:not([data-at-prompt])').waitFor()
      await atPrompt(page)
      expect(Date.now() - began).toBeGreaterThan(2000)
      expect(Date.now() - began).toBeLessThan(5000)
    })
  })

  it('is entered and left by keyboard alone', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await page.locator('.dock-about .dock-open').focus()
      await page.keyboard.press('Enter')
      await atPrompt(page)
      await page.waitForFunction(() => document.activeElement?.className === 'xterm-helper-textarea')
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('xterm-helper-textarea')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.closest('.xterm'))).toBeNull()
      expect(await page.locator('.dock-status').textContent()).toBe('You have left the terminal')
    })
  })

  it('keeps its state while the reader moves about the page', async () => {
    await withPage('en/layers/', { viewport: { width: 390, height: 844 } }, async (page) => {
      await open(page)
      await type(page, 'echo kept')
      await page.locator('.dock-toggle').click()
      await page.mouse.wheel(0, 800)
      await page.locator('.dock-toggle').click()
      await shows(page, /kept.*kept/s)
    })
  })

  it.each(['worker', 'work'])('says that %s-….js did not load, and starts again', async (script) => {
    await withPage('en/layers/', {}, async (page) => {
      await page.route(`**/${script}-*.js`, (route) => route.abort())
      await page.locator('.dock-about .dock-open').click()
      await page.getByText('The sandbox stopped on an internal error').waitFor()
      await page.unroute(`**/${script}-*.js`)
      await page.locator('.dock-restart').click()
      await atPrompt(page)
      await shows(page, /[#$]\s*$/)
    })
  })
})

it('the recording on the front page becomes a sandbox', async () => {
  await withPage('en/', { reducedMotion: 'reduce' }, async (page) => {
    await page.getByRole('button', { name: 'Take over this terminal' }).click()
    await page.locator('strata-dock .xterm').waitFor()
    await shows(page, /docker diff box/)
  })
})

it('the recording types itself out, and is all there when it has', async () => {
  await withPage('en/', {}, async (page) => {
    expect(await page.locator('.untyped').count()).toBeGreaterThan(0)
    await page.waitForFunction(() => document.querySelectorAll('.untyped').length === 0, null, {
      timeout: 8000,
    })
    expect(await page.locator('strata-recording .console').textContent()).toContain(
      'docker run --rm busybox ls /etc/group',
    )
  })
})
