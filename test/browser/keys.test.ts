import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { withPage } from './support/browser.ts'
import { screenText } from './support/screen.ts'

interface Case {
  readonly keys: string
  readonly line: string
  readonly point: number
}
const { emacs } = JSON.parse(
  readFileSync(new URL('../shell/fixtures/keys.json', import.meta.url), 'utf8'),
) as { emacs: { history: string[]; cases: Case[] } }

/** Sequences of the recordings of the real bash that are pressed here as keys. */
const PRESSED = [
  'abc<C-a>x',
  'abc<C-a><C-e>x',
  'abc<C-b><C-b>x',
  'abc<C-a><C-f>x',
  'abc<Left><Left>x',
  'abc<C-a><Right>x',
  'abc<Home>x<End>y',
  'abc<BS>',
  'abc<C-h><C-h>',
  'abc<C-a><Del>',
  'abc<C-a><C-f><C-d>',
  'one two<M-b>x',
  'one two<C-a><M-f>x',
  'one two<C-Left>x',
  'one two<C-a><C-Right>x',
  'one two<C-w>',
  'one two<C-w><C-w><C-y>',
  'one two<M-BS>',
  'one two<C-u><C-y>',
  'one two<C-a><C-k><C-y><C-y>',
  'one two<C-a><M-d>x',
  'one two<C-w>x<C-w><C-y><M-y>',
  'abc<C-b><C-t>',
  'one two<M-t>',
  'one two<C-a><M-u>x',
  'ONE TWO<C-a><M-l>x',
  'oNE two<C-a><M-c>x',
  'a<M-5>bc',
  'abcdef<M-2><BS>x',
  'abc def<C-w><C-_>',
  'abc<C-x><C-u>y',
  'one<M-r>x',
  '<C-p><C-p>',
  '<Up><Up><Down>',
  'abc<Up><Down>',
  '<M-<>',
  '<C-r>doc<C-e>x',
  'abc<C-r>hosts<C-g>d',
  '<M-.><M-.>',
  'cat <M-.>',
  'a<C-v><C-a>b',
  'abc<C-a><C-]>cx',
  'abc<C-l>d',
  'abc<C-x><C-g>d',
]

const NAMES: Readonly<Record<string, string>> = {
  BS: 'Backspace',
  Del: 'Delete',
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  _: 'Shift+Minus',
  '<': 'Shift+Comma',
}
const chord = (name: string): string =>
  name.startsWith('C-')
    ? `Control+${chord(name.slice(2))}`
    : name.startsWith('M-')
      ? `Alt+${chord(name.slice(2))}`
      : (NAMES[name] ?? name)

async function press(page: Page, keys: string): Promise<void> {
  for (const [, name, text] of keys.matchAll(/<([A-Z](?:<|[^<>])*)>|([^<]+)/g)) {
    if (name !== undefined) await page.keyboard.press(chord(name))
    else await page.keyboard.type(text!)
  }
}

const DUMP = `n=0; dump() { printf '#%s{%s}%s;\\n' $((++n)) "$READLINE_LINE" "$READLINE_POINT"; }; bind -x '"\\C-x\\C-]": dump'`

async function open(page: Page): Promise<void> {
  await page.locator('.dock-open:visible').first().click()
  await page.locator('strata-dock[data-at-prompt]').waitFor()
}

/** Asks the shell for line and cursor, and leaves the line empty. */
async function ask(page: Page, n: number): Promise<string> {
  await page.keyboard.press('Control+x')
  await page.keyboard.press('Control+]')
  const answer = new RegExp(`#${n}\\{(.*)\\}(\\d+);`)
  await expect.poll(() => screenText(page), { timeout: 10_000 }).toMatch(answer)
  const [, line, point] = answer.exec(await screenText(page))!
  await page.keyboard.press('Control+c')
  await page.keyboard.press('Control+l')
  return `${line}@${point}`
}

describe('real key events', () => {
  it(`do in Chromium what they do in bash: ${PRESSED.length} sequences`, async () => {
    expect(PRESSED.length).toBeGreaterThanOrEqual(40)
    await withPage('en/layers/', {}, async (page) => {
      await open(page)
      await page.keyboard.type(`${DUMP}; history -c`)
      await page.keyboard.press('Enter')
      const quoted = emacs.history.map((line) => `'${line.replaceAll("'", "'\\''")}'`)
      await page.keyboard.type(`for h in ${quoted.join(' ')}; do L+=("$h"); done; history -c; W=$HOME/.h`)
      await page.keyboard.press('Enter')
      await page.keyboard.type(`printf '%s\\n' "\${L[@]}" >$W; history -c; history -r $W; clear`)
      await page.keyboard.press('Enter')
      await page.locator('strata-dock[data-at-prompt]').waitFor()
      const got: string[] = []
      const wanted: string[] = []
      for (const [i, keys] of PRESSED.entries()) {
        const recorded = emacs.cases.find((each) => each.keys === keys)
        if (!recorded) throw new Error(`${keys} is not recorded`)
        await press(page, keys)
        got.push(`${keys} => ${await ask(page, i + 1)}`)
        const shown = recorded.line.replace(/[\x01-\x1f]/g, '')
        wanted.push(`${keys} => ${shown}@${recorded.point}`)
      }
      expect(got).toEqual(wanted)
    })
  })
})

describe('input methods', () => {
  it('compose in place, and only what is chosen reaches the line', async () => {
    await withPage('zh/layers/', {}, async (page) => {
      await open(page)
      await page.keyboard.type(DUMP)
      await page.keyboard.press('Enter')
      await page.locator('strata-dock[data-at-prompt]').waitFor()
      const client = await page.context().newCDPSession(page)
      const compose = (pinyin: string) =>
        client.send('Input.imeSetComposition', {
          text: pinyin,
          selectionStart: pinyin.length,
          selectionEnd: pinyin.length,
        })
      await page.keyboard.type('echo ')
      for (const pinyin of ['n', 'ni', 'nih', 'nihao']) await compose(pinyin)
      expect(await page.locator('.composition-view').textContent()).toBe('nihao')
      await client.send('Input.insertText', { text: '你好' })
      await expect.poll(() => screenText(page)).toMatch(/echo 你好/)
      await page.keyboard.press('ArrowLeft')
      for (const pinyin of ['s', 'shi', 'shijie']) await compose(pinyin)
      await client.send('Input.insertText', { text: '世界' })
      await expect.poll(() => screenText(page)).toMatch(/echo 你世界好/)
      await page.keyboard.press('Backspace')
      expect(await ask(page, 1)).toBe('echo 你世好@7')
      for (const pinyin of ['x', 'xx']) await compose(pinyin)
      await compose('')
      await page.keyboard.type('ok')
      expect(await ask(page, 2)).toBe('ok@2')
    })
  })
})

it('a paste of several lines is shown and does not run', async () => {
  await withPage('en/layers/', {}, async (page) => {
    await open(page)
    await page.evaluate(() => {
      const data = new DataTransfer()
      data.setData('text/plain', 'echo first\necho second\n')
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      document.querySelector('.xterm-helper-textarea')?.dispatchEvent(event)
    })
    await expect.poll(() => screenText(page)).toMatch(/echo first\s*echo second/)
    await page.waitForTimeout(300)
    expect(await screenText(page)).not.toMatch(/echo second.*first/s)
    await page.keyboard.press('Enter')
    await expect.poll(() => screenText(page)).toMatch(/echo second\s*first\s*second/)
  })
})

it('Ctrl-S freezes what is shown, Ctrl-Q lets all of it come', async () => {
  await withPage('en/layers/', {}, async (page) => {
    await open(page)
    await page.keyboard.press('Control+s')
    await page.keyboard.type('echo frozen')
    await page.waitForTimeout(300)
    expect(await screenText(page)).not.toContain('frozen')
    await page.keyboard.press('Control+q')
    await expect.poll(() => screenText(page)).toContain('echo frozen')
  })
})
