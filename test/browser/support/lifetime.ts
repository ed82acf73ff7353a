import type { BrowserContext, Page } from 'playwright-core'
import type { DockElement } from '../../../components/terminal/dock.ts'
import type { Dice } from '../../support/random.ts'
import { at } from './browser.ts'

/** What a session may hold after its page has gone: numbers of commands, in the order in which they were given. */
export interface Lineage {
  /** Those that were told as finished. */
  required: number[]
  /** Those that were begun. */
  allowed: number[]
}

/** Command lines with an effect that shows how often they were run. */
const LINES: readonly ((n: number) => string)[] = [
  (n) => `echo ${n} >> log`,
  (n) => `echo ${n} >> log`,
  (n) => `sleep 0.${n % 5}; echo ${n} >> log`,
  (n) => `for i in 1 2 3 4; do sleep 0.05; done; echo ${n} >> log`,
  (n) => `docker run --rm busybox echo ${n} >> log`,
  (n) => `docker run -d --name c${n} busybox sleep 1000 > /dev/null && echo ${n} >> log`,
  (n) => `docker volume create v${n} > /dev/null && echo ${n} >> log`,
]
const LOOK = `echo "<"$(cat log 2>/dev/null)">"`

/** One tab with its sandbox open, and what is known of its session. */
export class Tab {
  readonly page: Page
  readonly lineage: Lineage = { required: [], allowed: [] }

  private constructor(page: Page) {
    this.page = page
  }

  static async make(context: BrowserContext): Promise<Tab> {
    const tab = new Tab(await context.newPage())
    await tab.page.exposeBinding('told', (_, n: number) => tab.lineage.required.push(n))
    return tab
  }

  /** Opens the chapter and its sandbox; resolves with the numbers that the session's commands left. */
  async open(): Promise<number[]> {
    const { page } = this
    await page.goto(at('en/layers/'))
    await page.locator('.dock-open:visible').first().click()
    await page.locator('strata-dock[data-at-prompt]').waitFor()
    const log = await this.look()
    this.lineage.required = [...log]
    this.lineage.allowed = [...log]
    return log
  }

  /** What is in the log now. */
  async look(): Promise<number[]> {
    // What was being typed when the page went away is at the prompt again, or at that of a second line.
    await this.page.locator('.xterm-helper-textarea').first().focus()
    await this.page.keyboard.press('Control+c')
    const text = await this.page.locator('strata-dock').evaluate(async (dock: DockElement, line) => {
      await dock.run([line])
      const screen = await dock.open()
      // Output is on its way to the screen.
      for (let i = 0; i < 100 && !/\n<[^\n]*>\n[^\n]*$/.test(screen.text()); i++)
        await new Promise((resolve) => setTimeout(resolve, 10))
      return screen.text()
    }, LOOK)
    const found = /\n<([\d ]*)>\n[^\n]*$/.exec(text)
    if (!found) throw new Error(`no log in ${text.slice(-300)}`)
    return found[1]!.split(' ').filter(Boolean).map(Number)
  }

  /** Gives commands of these numbers, one after the other; does not wait for their end. */
  async begin(dice: Dice, numbers: readonly number[]): Promise<void> {
    this.lineage.allowed.push(...numbers)
    const lines = numbers.map((n) => dice.pick(LINES)(n))
    await this.page.locator('strata-dock').evaluate(
      (dock: DockElement, { lines, numbers }) => {
        const { told } = globalThis as unknown as { told(n: number): Promise<void> }
        const all = lines.reduce(
          (before, line, i) => before.then(() => dock.run([line])).then(() => told(numbers[i]!)),
          Promise.resolve(),
        )
        Object.assign(globalThis, { all })
      },
      { lines, numbers },
    )
  }

  /** Gives commands of these numbers; resolves when the last has ended. */
  async run(dice: Dice, numbers: readonly number[]): Promise<void> {
    await this.begin(dice, numbers)
    await this.page.evaluate(() => (globalThis as unknown as { all: Promise<void> }).all)
  }
}

/** Why a session that is opened with this log is not what it should be; undefined where it is. */
export function wrong(log: readonly number[], { required, allowed }: Lineage): string | undefined {
  const twice = log.filter((n, i) => log.indexOf(n) !== i)
  if (twice.length > 0) return `${twice} twice`
  const lost = required.filter((n) => !log.includes(n))
  if (lost.length > 0) return `${lost} lost`
  const strange = log.filter((n) => !allowed.includes(n))
  if (strange.length > 0) return `${strange} of another session`
  if (log.some((n, i) => i > 0 && n < log[i - 1]!)) return 'out of order'
  return undefined
}
