import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Violations that axe finds on the page as it stands, or in a part of it, each in one line. */
export async function axeViolations(page: Page, part = 'html'): Promise<string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async (part) => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(part)
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((n) => n.html).join(' | ')}`)
  }, part)
}

/** Starts adding up layout shifts that no input caused; call before the page is opened. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = globalThis as unknown as { shifts: number }
    seen.shifts = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number
        hadRecentInput: boolean
      })[]) {
        if (!entry.hadRecentInput) seen.shifts += entry.value
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/** The sum since `watchShifts`. */
export function shifts(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { shifts: number }).shifts)
}

/** Addresses a page asked for, and the gzipped size of its scripts in bytes. */
export interface Traffic {
  readonly urls: string[]
  scriptBytes: number
}

/** Records what a page loads; call before it is opened. */
export function watchTraffic(page: Page): Traffic {
  const traffic: Traffic = { urls: [], scriptBytes: 0 }
  page.on('request', (request) => traffic.urls.push(request.url()))
  page.on('response', async (response) => {
    if (response.request().resourceType() !== 'script') return
    traffic.scriptBytes += gzipSync(await response.body()).length
  })
  return traffic
}
