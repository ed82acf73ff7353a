import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DockElement } from '../../components/terminal/dock.ts'
import { writeLargeArchive } from '../support/large-archive.ts'
import { tasksOf } from '../support/page-tasks.ts'
import { withPage } from './support/browser.ts'
import { axeViolations } from './support/checks.ts'

let folder: string
let small: string
let large: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-files-'))
  small = join(folder, 'small.tar')
  large = join(folder, 'large.tar')
  writeLargeArchive(small, { layers: 2, layerSize: 100_000, tag: 'small:1' })
  writeLargeArchive(large, { layers: 10, layerSize: 20_000_000, tag: 'large:1' })
  writeFileSync(join(folder, 'notes.txt'), 'from outside\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Opens the sandbox; the keyboard is the terminal's then. */
async function open(page: Page): Promise<void> {
  await page.locator('.dock-open:visible').first().click()
  await page.locator('strata-dock[data-at-prompt]').waitFor()
  await page.waitForFunction(() => document.activeElement?.className === 'xterm-helper-textarea')
}

/** Runs commands in the sandbox, and gives what the terminal shows from the first of them on. */
const run = (page: Page, ...commands: string[]): Promise<string> =>
  page.locator('strata-dock').evaluate(async (dock: DockElement, commands) => {
    const screen = await dock.open()
    await dock.run(commands)
    // The terminal writes what it got in its own time.
    await new Promise((resolve) => setTimeout(resolve, 150))
    const text = screen.text()
    return text.slice(text.lastIndexOf(`# ${commands[0]}`) + 2)
  }, commands)

/** Drops the files that the page's own input holds on a part of the page. */
async function drop(page: Page, on: string, ...paths: string[]): Promise<void> {
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'source' }))
    document.querySelector<HTMLInputElement>('#source')!.multiple = true
  })
  await page.setInputFiles('#source', paths)
  await page.evaluate((on) => {
    const data = new DataTransfer()
    const source = document.querySelector<HTMLInputElement>('#source')!
    for (const file of source.files!) data.items.add(file)
    source.remove()
    for (const type of ['dragenter', 'dragover', 'drop'])
      document
        .querySelector(on)!
        .dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
  }, on)
}

const landed = (page: Page) => page.locator('.files-digest').first().waitFor({ timeout: 30_000 })

describe('a dropped file', () => {
  it('lands in the home directory, and the page says where and what to type', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await drop(page, 'h1', small)
      await landed(page)
      const strip = await page.locator('.dock-files').textContent()
      expect(strip).toMatch(/^\/root\/small\.tar is in the sandbox now \(\d+kB\)\./)
      expect(strip).toContain('docker load -i /root/small.tar')
      expect(await page.locator('.dock-status').textContent()).toContain('/root/small.tar')
      const digest = await page.locator('.files-digest').textContent()
      expect(await run(page, 'sha256sum small.tar')).toContain(digest!.slice('sha256:'.length))
      expect(await run(page, 'docker load -i /root/small.tar')).toContain('Loaded image: small:1')
      expect(await page.locator('strata-layers').textContent()).toContain('small:1')
    })
  })

  it('opens the sandbox, and types nothing into it', async () => {
    await withPage('zh/layers/', {}, async (page) => {
      await drop(page, 'main', small, join(folder, 'notes.txt'))
      await page.locator('.files-digest').nth(1).waitFor()
      expect(await page.locator('.dock-files').textContent()).toContain('已放进沙盒：/root/notes.txt')
      const text = await page.locator('strata-dock').evaluate(async (dock: DockElement) => {
        return (await dock.open()).text()
      })
      expect(text.trim()).toBe('root@strata:~#')
      expect(await run(page, 'cat notes.txt')).toContain('from outside')
    })
  })

  it('shows where it may be dropped', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await page.evaluate(() => {
        const data = new DataTransfer()
        data.items.add(new File(['x'], 'x'))
        document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, bubbles: true }))
      })
      await page.locator('.dock-drop').waitFor({ state: 'visible' })
      await page.evaluate(() => document.body.dispatchEvent(new DragEvent('dragleave', { bubbles: true })))
      await page.locator('.dock-drop').waitFor({ state: 'hidden' })
    })
  })
})

describe('files by the buttons', () => {
  it('come in and go out by keyboard alone', async () => {
    await withPage('en/layers/', { acceptDownloads: true }, async (page) => {
      const chooser = page.waitForEvent('filechooser')
      await open(page)
      await page.locator('.dock-put').focus()
      await page.keyboard.press('Enter')
      await (await chooser).setFiles(join(folder, 'notes.txt'))
      await landed(page)
      await page.locator('.dock-get').focus()
      await page.keyboard.press('Enter')
      await page.locator('#strata-files option').first().waitFor({ state: 'attached' })
      await page.keyboard.type('notes.txt')
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
      expect(download.suggestedFilename()).toBe('notes.txt')
      const chunks: Buffer[] = []
      for await (const chunk of await download.createReadStream()) chunks.push(chunk)
      expect(Buffer.concat(chunks).toString()).toBe('from outside\n')
      await page.waitForFunction(() => document.activeElement?.className === 'xterm-helper-textarea')
    })
  })

  it('say what is wrong with a path', async () => {
    await withPage('zh/layers/', {}, async (page) => {
      await open(page)
      await page.locator('.dock-get').click()
      await page.keyboard.type('/nowhere')
      await page.keyboard.press('Enter')
      await page.locator('.dock-files').getByText('/nowhere：No such file or directory').waitFor()
    })
  })

  it.each([
    [1440, 'light'],
    [390, 'dark'],
  ] as const)('are clean for axe and within reach, %i wide, in %s', async (width, colorScheme) => {
    await withPage('zh/layers/', { viewport: { width, height: 844 }, colorScheme }, async (page) => {
      await open(page)
      await page.setInputFiles('.dock-picked', [small, join(folder, 'notes.txt')])
      await page.locator('.files-digest').nth(1).waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.locator('.dock-get').click()
      expect(await axeViolations(page)).toEqual([])
      for (const name of ['.dock-put', '.dock-get']) {
        const box = await page.locator(name).boundingBox()
        expect(box!.x + box!.width).toBeLessThanOrEqual(width)
        expect(box!.height).toBeGreaterThanOrEqual(24)
      }
    })
  })
})

it('strata download gives a file to the browser, whatever it is called', async () => {
  await withPage('en/layers/', { acceptDownloads: true }, async (page) => {
    await open(page)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      run(page, "echo secret > '..\\x'; strata download '..\\x'"),
    ])
    expect(download.suggestedFilename()).toBe('x')
    expect(await page.locator('.dock-files').textContent()).toContain('Your browser has x now (7B).')
  })
})

describe('an archive of 200 MB', () => {
  it('is read, loaded and removed without a task over 100 ms in the page', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await open(page)
      const { longest } = await tasksOf(page, async () => {
        await drop(page, 'strata-dock', large)
        await page.locator('.files-cards progress').waitFor()
        await landed(page)
        expect(await run(page, 'docker load -i large.tar')).toContain('Loaded image: large:1')
        expect(await run(page, 'docker rmi large:1')).toContain('Untagged: large:1')
      })
      expect(longest).toBeLessThanOrEqual(100)
    })
  })

  it('is cancelled while it is read, and is not there then', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await open(page)
      await page.setInputFiles('.dock-picked', large)
      await page.locator('.files-cancel').click()
      await page.locator('.dock-files').getByText('Cancelled: large.tar').waitFor()
      expect(await run(page, 'ls')).toMatch(/^ls\nroot@strata:~# ?$/)
    })
  })

  it('is loaded again after Ctrl-C in the middle, which leaves nothing behind', async () => {
    await withPage('en/layers/', {}, async (page) => {
      await open(page)
      await page.setInputFiles('.dock-picked', large)
      await landed(page)
      await page.locator('strata-dock').evaluate(async (dock: DockElement) => {
        const running = dock.run(['docker load -i large.tar'])
        await new Promise<void>((resolve) => {
          new MutationObserver(() => {
            if (!dock.hasAttribute('data-at-prompt')) resolve()
          }).observe(dock, { attributes: true })
        })
        const key = { key: 'c', code: 'KeyC', keyCode: 67, ctrlKey: true, bubbles: true }
        dock.querySelector('.xterm-helper-textarea')?.dispatchEvent(new KeyboardEvent('keydown', key))
        await running
      })
      const stopped = await run(page, 'docker images -aq | wc -l')
      expect(stopped).toMatch(/^docker images -aq . wc -l\n0\n/)
      expect(await page.locator('strata-layers').textContent()).toContain('This host has no images yet')
      expect(await run(page, 'docker load -i large.tar')).toContain('Loaded image: large:1')
    })
  })
})
