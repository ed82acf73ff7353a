import { existsSync } from 'node:fs'
import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'
import type { DockElement } from '../components/terminal/dock.ts'
import { findBrowser } from '../scripts/browser.mjs'
import { run } from '../scripts/run.mjs'
import { serve } from '../scripts/serve.mjs'
import { type Figure, figureOf } from './measure.ts'
import { note } from './report.ts'

/** Measured runs of a command. */
export const RUNS = 7

/** The built site, and Chromium with a profile that is kept in a folder, or with one of its own. */
interface Browsing {
  readonly site: string
  launch(profile?: string): Promise<BrowserContext>
}

/** Builds the site where that has not been done. */
export async function withBrowser(measure: (browsing: Browsing) => Promise<void>): Promise<void> {
  const executablePath = findBrowser()
  if (!executablePath) return note('no Chromium here: left out')
  if (!existsSync('dist')) await run('astro', ['build'])
  const site = await serve('dist')
  const options = { executablePath, args: ['--no-sandbox', '--disable-gpu'] }
  const browser = await chromium.launch(options)
  try {
    await measure({
      site: site.url,
      launch: (profile) =>
        profile === undefined ? browser.newContext() : chromium.launchPersistentContext(profile, options),
    })
  } finally {
    await browser.close()
    await site.close()
  }
}

/** A chapter with its sandbox open in Chromium, its shell at the prompt. */
export const withSandbox = (measure: (sandbox: Page) => Promise<void>): Promise<void> =>
  withBrowser(async ({ site, launch }) => {
    const context = await launch()
    const sandbox = await context.newPage()
    await sandbox.goto(new URL('en/layers/', site).href)
    await sandbox.locator('.dock-open:visible').first().click()
    await sandbox.locator('strata-dock[data-at-prompt]').waitFor()
    await measure(sandbox)
    await context.close()
  })

/** Milliseconds that a command takes in the sandbox, from Enter to the next prompt. It must succeed. */
export const commands = (sandbox: Page, line: string): Promise<number> =>
  sandbox.locator('strata-dock').evaluate(async (dock: DockElement, line) => {
    const start = performance.now()
    await dock.run([line])
    const took = performance.now() - start
    await dock.run(['echo "exit: $?"'])
    await new Promise((resolve) => setTimeout(resolve, 100))
    const text = (await dock.open()).text()
    if (!/exit: 0\n[^\n]*$/.test(text)) throw new Error(`${line}: ${text.slice(-200)}`)
    return took
  }, line)

export async function repeat(operation: () => Promise<number>, runs = RUNS): Promise<Figure> {
  const times: number[] = []
  // The first ones compile.
  for (let i = -2; i < runs; i++) {
    const took = await operation()
    if (i >= 0) times.push(took * 1e6)
  }
  return figureOf(times)
}

/** Sends a command of the browser's protocol. */
export type WorkerSession = Pick<CDPSession, 'send'>

/** A session of the browser's protocol with the worker that a page's world runs in. */
export async function workerOf(sandbox: Page): Promise<WorkerSession> {
  const session = await sandbox.context().newCDPSession(sandbox)
  const attached = new Promise<string>((resolve) => {
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') resolve(sessionId)
    })
  })
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  })
  const sessionId = await attached
  const waiting = new Map<number, (result: unknown) => void>()
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message)
    waiting.get(id)?.(result)
    waiting.delete(id)
  })
  let id = 0
  const send = (method: string, params: object = {}): Promise<unknown> => {
    const message = JSON.stringify({ id: ++id, method, params })
    return new Promise((resolve, reject) => {
      waiting.set(id, resolve)
      session.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject)
    })
  }
  return { send } as WorkerSession
}
