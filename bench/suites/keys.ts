import type { Page } from 'playwright-core'
import type { DockElement } from '../../components/terminal/dock.ts'
import { figureOf } from '../measure.ts'
import { duration, limit, note, section, shown, table } from '../report.ts'
import { withSandbox } from '../sandbox.ts'

const KEYS = 240
/** Keys before that: they compile. */
const FIRST = 60

/** From a key's event to its echo in the terminal, in Chromium. Builds the site where that has not been done. */
export async function keys(): Promise<void> {
  section('Keys, in Chromium')
  await withSandbox(async (sandbox) => {
    await sandbox.locator('.xterm-helper-textarea').first().focus()
    await watch(sandbox)
    const text = 'docker run --rm -it busybox sh -c "ls /etc" '
    for (let i = 0; i < FIRST + KEYS; i++) {
      await sandbox.keyboard.press(text[i % text.length] === ' ' ? 'Space' : text[i % text.length]!)
      await sandbox.waitForTimeout(15 + ((i * 7) % 30))
      if (i % 40 === 39) await sandbox.keyboard.press('Control+u')
      if (i % 40 === 39) await sandbox.waitForTimeout(50)
    }
    const { echoed, drawn } = await sandbox.evaluate(() => {
      const { echoed, drawn } = globalThis as unknown as { echoed: number[]; drawn: number[] }
      return { echoed, drawn }
    })
    const nanoseconds = (times: number[]) => times.slice(FIRST).map((time) => time * 1e6)
    const [echo, frame] = [echoed, drawn].map((times) => figureOf(nanoseconds(times)))
    const late = nanoseconds(echoed).toSorted((a, b) => a - b)[Math.floor((echoed.length - FIRST) * 0.95)]!
    table([
      ['key to echo in the terminal', shown(echo!)],
      ['  one of twenty takes longer than', duration(late)],
      ['key to the frame that shows it', shown(frame!)],
    ])
    note(`medians of ${echoed.length - FIRST} keys`)
    limit('key to echo', echo!.median, 8e6)
  })
}

/** Notes how long each key takes until what comes back is in the terminal, and until the next frame after that. */
const watch = (sandbox: Page): Promise<void> =>
  sandbox.locator('strata-dock').evaluate(async (dock: DockElement) => {
    const echoed: number[] = []
    const drawn: number[] = []
    Object.assign(globalThis, { echoed, drawn })
    let pressed: number | undefined
    addEventListener(
      'keydown',
      ({ timeStamp, key }) => {
        pressed = key.length === 1 ? timeStamp : undefined
      },
      { capture: true },
    )
    const screen = await dock.open()
    const write = screen.write.bind(screen)
    screen.write = async (data) => {
      await write(data)
      const start = pressed
      pressed = undefined
      if (start === undefined) return
      echoed.push(performance.now() - start)
      requestAnimationFrame((time) => drawn.push(Math.max(time, performance.now()) - start))
    }
  })
