import type { CDPSession, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { DockElement } from '../../components/terminal/dock.ts'
import { withPage } from './support/browser.ts'
import { axeViolations } from './support/checks.ts'
import { inTerminal, prompt, walkTo } from './support/keyboard.ts'

const PATIENT = { timeout: 15_000 }
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const CHALLENGE = '#challenge-second-name'

it('a challenge is found, solved and left by keyboard alone', async () => {
  await withPage('en/layers/', { reducedMotion: 'reduce' }, async (page) => {
    await page.keyboard.press('Tab')
    // The first stop skips what all pages have.
    await page.keyboard.press('Enter')
    await walkTo(page, `${CHALLENGE} .challenge-start`)
    // Where the focus is, can be seen.
    const outline = () => page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
    expect(await outline()).not.toBe('none')
    await walkTo(page, `${CHALLENGE} .challenge-hint`)
    await page.keyboard.press('Enter')
    expect(await page.locator(`${CHALLENGE} .challenge-hint-text:visible`).count()).toBe(1)
    await walkTo(page, `${CHALLENGE} .challenge-start`, 'Shift+Tab')
    await page.keyboard.press('Enter')
    await inTerminal(page)
    await prompt(page)
    await page.keyboard.type('docker tag redis mine:1')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.locator(`${CHALLENGE} .challenge-state`).textContent(), PATIENT)
      .toBe('Solved')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('dock-back')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.locator(`${CHALLENGE} .challenge-state`).textContent(), PATIENT)
      .toBe('2 to go')
    await walkTo(page, '.dock-home', 'Shift+Tab', 40)
    await page.keyboard.press('Enter')
    await inTerminal(page)
    await prompt(page)
    expect(await page.locator('.dock-home').isVisible()).toBe(false)
    expect(await axeViolations(page)).toEqual([])
  })
})

interface Node {
  readonly ignored: boolean
  readonly role: string
  readonly name: string
  readonly backendDOMNodeId: number | undefined
}

/** As the browser's protocol has it. */
interface TreeNode {
  readonly ignored: boolean
  readonly role?: { readonly value?: unknown }
  readonly name?: { readonly value?: unknown }
  readonly backendDOMNodeId?: number
}

const nodeOf = ({ ignored, role, name, backendDOMNodeId }: TreeNode): Node => ({
  ignored,
  role: String(role?.value ?? ''),
  name: String(name?.value ?? ''),
  backendDOMNodeId,
})

/** What a screen reader has of a page, in reading order. */
class Reader {
  readonly #session: CDPSession

  private constructor(session: CDPSession) {
    this.#session = session
  }

  static async of(page: Page): Promise<Reader> {
    const session = await page.context().newCDPSession(page)
    await session.send('Accessibility.enable')
    return new Reader(session)
  }

  async nodes(): Promise<readonly Node[]> {
    const { nodes } = await this.#session.send('Accessibility.getFullAXTree')
    const byId = new Map(nodes.map((node) => [node.nodeId, node]))
    const inOrder: Node[] = []
    const visit = (id: string): void => {
      const node = byId.get(id)
      if (!node) return
      inOrder.push(nodeOf(node))
      for (const child of node.childIds ?? []) visit(child)
    }
    visit(nodes[0]!.nodeId)
    return inOrder.filter(({ ignored }) => !ignored)
  }

  /** The first of this role and name. */
  async find(role: string, name: RegExp): Promise<Node> {
    const nodes = await this.nodes()
    const found = nodes.find((node) => node.role === role && name.test(node.name))
    if (!found)
      throw new Error(`no ${role} ${name} among ${nodes.filter((n) => n.role === role).map((n) => n.name)}`)
    return found
  }

  /** What is below a node: of a role, or its texts. */
  async within({ backendDOMNodeId }: Node, role = 'StaticText'): Promise<Node[]> {
    const { nodes } = await this.#session.send('Accessibility.queryAXTree', {
      backendNodeId: backendDOMNodeId!,
      role,
    })
    return nodes.map(nodeOf).filter(({ ignored }) => !ignored)
  }

  async textIn(node: Node): Promise<string> {
    return (await this.within(node)).map(({ name }) => name).join(' ')
  }

  /** Does what is a node's default action: a press. */
  async press({ backendDOMNodeId }: Node): Promise<void> {
    const { object } = await this.#session.send('DOM.resolveNode', { backendNodeId: backendDOMNodeId! })
    await this.#session.send('Runtime.callFunctionOn', {
      objectId: object.objectId!,
      functionDeclaration: 'function () { this.click() }',
      userGesture: true,
    })
  }

  async focus({ backendDOMNodeId }: Node): Promise<void> {
    await this.#session.send('DOM.focus', { backendNodeId: backendDOMNodeId! })
  }
}

it.each([
  ['en', /^Try it Give the image redis/, 'Start', /Terminal 1/, 'Solved', 'Ended: exit status 0'],
  ['zh', /^动手试试 .*redis/, '开始', /终端 1/, '完成', '结束，退出状态 0'],
] as const)('a challenge is solved with what a screen reader has, in %s', async (...words) => {
  const [language, task, start, terminal, solved, ended] = words
  await withPage(`${language}/layers/`, { reducedMotion: 'reduce' }, async (page) => {
    const reader = await Reader.of(page)
    const challenge = await reader.find('group', task)
    expect((await reader.textIn(challenge)).split('○').length - 1).toBe(3)
    const buttons = await reader.within(challenge, 'button')
    await reader.press(buttons.find(({ name }) => name === start)!)
    await prompt(page)
    await reader.focus(await reader.find('textbox', terminal))
    await page.keyboard.type('docker tag redis mine:1; docker images -q | wc -l')
    await page.keyboard.press('Enter')
    await expect.poll(() => reader.textIn(challenge), PATIENT).toContain(solved)
    expect((await reader.textIn(challenge)).split('✓').length - 1).toBe(3)
    const transcript = await reader.textIn(await reader.find('log', /./))
    expect(transcript).toContain('docker tag redis mine:1')
    expect(transcript).toContain(ended)
    const nodes = await reader.nodes()
    const said = await Promise.all(
      nodes.filter(({ role }) => role === 'status').map((status) => reader.textIn(status)),
    )
    expect(said.filter((text) => text.includes(ended))).toHaveLength(1)
    // Nothing that can be used is without a name.
    const used = ['button', 'link', 'textbox', 'tab', 'combobox', 'searchbox', 'checkbox']
    expect(nodes.filter(({ role, name }) => used.includes(role) && name === '')).toEqual([])
  })
})

it.each(['light', 'dark'] as const)(
  'a challenge is solved on a phone, by touch, in %s',
  async (colorScheme) => {
    await withPage('zh/layers/', { ...phone, colorScheme, reducedMotion: 'reduce' }, async (page) => {
      await page.locator(`${CHALLENGE} .challenge-start`).tap()
      await prompt(page)
      await page.locator('.xterm-screen:visible').tap()
      await inTerminal(page)
      // What a keyboard of glass lacks, the bar has: Tab completes, Ctrl-W takes a word back.
      await page.keyboard.type('dock')
      await page.locator('.key-bar [data-key="Tab"]').tap()
      await page.keyboard.type(' tag redis wrong')
      await page.locator('.key-bar [data-key="Control"]').tap()
      await page.keyboard.type('w')
      await page.keyboard.type('mine:1')
      await page.keyboard.press('Enter')
      await expect
        .poll(() => page.locator(`${CHALLENGE} .challenge-state`).textContent(), PATIENT)
        .toBe('完成')
      expect(await axeViolations(page)).toEqual([])
      const sizes = await page
        .locator('.key-bar button:visible')
        .evaluateAll((keys) =>
          keys.map((key) => Math.min(key.getBoundingClientRect().width, key.getBoundingClientRect().height)),
        )
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24)
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0)
    })
  },
)

/** So that the union has something to show. */
const TOUCH = 'docker exec box sh -c "cat /etc/group >/dev/null; echo x >> /etc/group; rm /etc/passwd"'
const LOOKS = [
  ['en', 'light', {}],
  ['en', 'dark', phone],
  ['zh', 'dark', {}],
  ['zh', 'light', phone],
] as const

it.each(LOOKS)(
  'the sandbox is clean for axe with each of its views, in %s and %s',
  async (language, colorScheme, size) => {
    const options = { ...size, colorScheme, reducedMotion: 'reduce' as const }
    await withPage(`${language}/layers/`, options, async (page) => {
      await page.locator('.dock-open:visible').first().click()
      await prompt(page)
      await page
        .locator('strata-dock')
        .evaluate(
          (dock: DockElement, touch) =>
            dock.run([
              'docker run -d --name box busybox sleep 1000',
              touch,
              'echo text > note; docker images',
            ]),
          TOUCH,
        )
      // Where there is room for one part, the views have a button of their own.
      const views = page.locator('[data-show="views"]')
      if (await views.isVisible()) await views.click()
      const tabs = page.locator('.view-tabs [role="tab"]')
      const found: string[] = []
      for (let i = 0; i < (await tabs.count()); i++) {
        await tabs.nth(i).click()
        const name = await tabs.nth(i).getAttribute('data-view')
        await page.locator(`strata-${name} > *`).first().waitFor({ state: 'attached', timeout: 10_000 })
        if (name === 'files') await page.locator('.browse-tree [data-path="/root/note"]').click()
        if (name === 'files') await page.locator('.cm-content').waitFor()
        // The text beside it stays as it is.
        const part = i === 0 ? 'html' : 'strata-dock'
        found.push(...(await axeViolations(page, part)).map((violation) => `${name}: ${violation}`))
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(tooWide, name ?? '').toBeLessThanOrEqual(0)
      }
      expect(found).toEqual([])
    })
  },
)
