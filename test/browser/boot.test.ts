import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { withPage } from './support/browser.ts'
import { axeViolations } from './support/checks.ts'
import { inTerminal, prompt, walkTo } from './support/keyboard.ts'
import { screenText } from './support/screen.ts'

const CHALLENGE = '#challenge-bad-fstab'
const PATIENT = { timeout: 20_000 }

/** Leaves the terminal for a control of the machine's view, presses it, and goes back. */
async function press(page: Page, control: string): Promise<void> {
  await walkTo(page, `[data-control="${control}"]`)
  await page.keyboard.press('Enter')
  await walkTo(page, '.xterm-helper-textarea', 'Shift+Tab')
}

it('a machine that does not boot is watched, stopped and mended by keyboard alone', async () => {
  await withPage('en/boot-repair/', { reducedMotion: 'reduce' }, async (page) => {
    await walkTo(page, `${CHALLENGE} .challenge-start`, 'Tab', 250)
    await page.keyboard.press('Enter')
    await inTerminal(page)
    const stage = page.locator('.machine-now strong')
    // Esc, which leaves the terminal, does not come to the menu: its countdown goes on.
    await expect.poll(() => stage.textContent(), PATIENT).toBe('Boot loader')
    await press(page, 'next')
    await expect.poll(() => page.locator('[data-control="pause"]').textContent(), PATIENT).toBe('Go on')
    expect(['Kernel', 'initramfs']).toContain(await stage.textContent())
    expect(await axeViolations(page, 'strata-dock')).toEqual([])

    await press(page, 'at-once')
    await expect.poll(() => screenText(page), PATIENT).toContain('Give root password for maintenance')
    await page.keyboard.press('Control+u')
    await page.keyboard.type('root\n')
    await prompt(page)
    await page.keyboard.type("sed -i '/ .data /d' /etc/fstab\n")
    await page.keyboard.type('reboot\n')
    await expect
      .poll(() => page.locator(`${CHALLENGE} .challenge-state`).textContent(), PATIENT)
      .toBe('Solved')
    expect(await stage.textContent()).toBe('System up')
  })
})
