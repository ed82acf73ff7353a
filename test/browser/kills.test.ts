import type { BrowserContext, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { Dice } from '../support/random.ts'
import { at, withContext } from './support/browser.ts'
import { type Lineage, Tab, wrong } from './support/lifetime.ts'

/** Pages that go away. `STRATA_KILLS` asks for more. */
const KILLS = Number(process.env.STRATA_KILLS ?? 7)
/** Kills of one browser profile: a session that is opened again and again grows long. */
const OF_ONE = 12

const KINDS = ['reload', 'leave', 'close', 'crash', 'type', 'full', 'two'] as const

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function crash(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  // It has no answer: nobody is there any more.
  void session.send('Page.crash').catch(() => undefined)
  await crashed
  await page.close()
}

/** A session in a browser that has no room for all of it: it says so once and goes on. What was kept before is there afterwards. */
async function full(dice: Dice, where: string): Promise<void> {
  await withContext(async (context) => {
    const tab = await Tab.make(context)
    await tab.page.goto(at('en/'))
    const session = await context.newCDPSession(tab.page)
    const { origin } = new URL(tab.page.url())
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 80_000 + dice.below(50_000) })
    await tab.open()
    const said = tab.page.locator('.dock-status', { hasText: 'cannot keep this session' })
    let n = 0
    for (; (await said.count()) === 0; n++) {
      expect(n, `${where}: room without end`).toBeLessThan(150)
      await tab.run(dice, [n])
    }
    const kept = { required: tab.lineage.required.slice(0, -1), allowed: tab.lineage.allowed }
    await tab.run(dice, [n, n + 1])
    expect(await tab.look(), where).toEqual(tab.lineage.allowed)
    await crash(context, tab.page)
    const again = await Tab.make(context)
    expect(wrong(await again.open(), kept), where).toBeUndefined()
  })
}

it('loses nothing and does nothing twice, however and whenever its page goes away', async () => {
  const counts = new Map<string, number>()
  for (let done = 0; done < KILLS; )
    await withContext(async (context) => {
      const dice = new Dice(4000 + done)
      let next = 1
      const some = (most: number) => Array.from({ length: 1 + dice.below(most) }, () => next++)
      /** Sessions that no tab has. */
      let left: Lineage[] = [{ required: [], allowed: [] }]
      let tab = await Tab.make(context)
      for (let i = 0; i < OF_ONE && done < KILLS; i++, done++) {
        const log = await tab.open()
        const found = left.find((lineage) => wrong(log, lineage) === undefined)
        const reasons = left.map((lineage) => wrong(log, lineage)).join('; ')
        expect(found, `kill ${done}: [${log}]: ${reasons}`).toBeDefined()
        left = left.filter((lineage) => lineage !== found)
        const kind = done < KINDS.length ? KINDS[done]! : dice.pick(KINDS)
        counts.set(kind, (counts.get(kind) ?? 0) + 1)
        let closing = async () => tab.page.close()
        if (kind === 'two') {
          await tab.begin(dice, some(3))
          const other = await Tab.make(context)
          const copied = await other.open()
          expect(wrong(copied, tab.lineage), `kill ${done}: [${copied}] in the second tab`).toBeUndefined()
          await other.begin(dice, some(3))
          await tab.begin(dice, some(3))
          left.push(other.lineage)
          closing = async () => void (await Promise.all([tab.page.close(), other.page.close()]))
        } else if (kind === 'type') {
          const [n] = some(1)
          tab.lineage.allowed.push(n!)
          await tab.page.keyboard.type(`echo ${n} >> log`.slice(0, 1 + dice.below(16)))
          if (dice.chance(0.5)) await tab.page.keyboard.press('Enter')
        } else if (kind === 'full') await full(dice, `kill ${done}`)
        else await tab.begin(dice, some(5))
        await pause(dice.below(700))
        if (kind === 'crash') closing = () => crash(context, tab.page)
        if (kind === 'reload') closing = async () => void (await tab.page.reload({ waitUntil: 'commit' }))
        if (kind === 'leave') closing = async () => void (await tab.page.goto('about:blank'))
        await closing()
        left.push({ required: [...tab.lineage.required], allowed: [...tab.lineage.allowed] })
        if (tab.page.isClosed()) tab = await Tab.make(context)
      }
    })
  if (KILLS > KINDS.length) console.log(Object.fromEntries(counts))
}, 3_600_000)
