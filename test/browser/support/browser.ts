import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { afterAll, inject } from 'vitest'
import { findBrowser } from '../../../scripts/browser.mjs'

/** Keeps Chromium quiet: no sandbox for root, nothing that calls home. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let launched: Promise<Browser> | undefined

function browser(): Promise<Browser> {
  launched ??= chromium.launch({ executablePath: findBrowser(), args })
  return launched
}

afterAll(async () => {
  await (await launched)?.close()
  launched = undefined
})

/** Address of a page of the built site. */
export const at = (path: string): string => new URL(path, inject('site')).href

/** A browser profile of its own, for as long as it is used. */
export async function withContext(use: (context: BrowserContext) => Promise<void>): Promise<void> {
  const context = await (await browser()).newContext({ viewport: { width: 1440, height: 900 } })
  try {
    await use(context)
  } finally {
    await context.close()
  }
}

/** What a page reports of itself: errors nobody caught, warnings, requests without an answer. */
function reportsOf(page: Page): { readonly errors: string[]; readonly told: string[] } {
  const errors: string[] = []
  const told: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') told.push(message.text())
  })
  page.on('requestfailed', (request) => told.push(`${request.url()}: ${request.failure()?.errorText}`))
  return { errors, told }
}

/**
 * Opens a page in a context of its own, hands it over, and closes it. Errors on the page fail the test; a failure says
 * what the page reported until then.
 */
export async function withPage<T>(
  path: string,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<T>,
  before: (page: Page) => Promise<unknown> = async () => {},
): Promise<T> {
  const context = await (await browser()).newContext({ viewport: { width: 1440, height: 900 }, ...options })
  const page = await context.newPage()
  const { errors, told } = reportsOf(page)
  try {
    await before(page)
    await page.goto(at(path), { waitUntil: 'load' })
    const result = await use(page)
    if (errors.length > 0) throw new Error(`errors on ${path}: ${errors.join('; ')}`)
    return result
  } catch (error) {
    const reported = [...errors, ...told]
    if (error instanceof Error && reported.length > 0)
      error.message += `\nThe page reported: ${reported.join('; ')}`
    throw error
  } finally {
    await context.close()
  }
}
