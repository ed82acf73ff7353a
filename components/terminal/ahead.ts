import { keep, kept } from '../lasting.ts'

/** What this file uses of the Network Information and Device Memory APIs, which not every browser has. */
interface Known {
  readonly connection?: { readonly saveData?: boolean; readonly effectiveType?: string }
  /** GiB, 8 at most. */
  readonly deviceMemory?: number
}

/** GiB of memory below which a machine does only what it is asked to. */
const SMALL = 4

const KEY = 'strata-opened'

/** A sandbox was opened: the browser has all of it, and this reader is likely to open one again. */
export const noteOpened = (): void => keep(KEY, 'yes')

/** Whether a reader who has opened one before can spare it: not where data are saved or slow, nor on a small machine. */
function maySpare({ connection, deviceMemory = SMALL }: Known): boolean {
  if (connection?.saveData || /2g/.test(connection?.effectiveType ?? '')) return false
  return deviceMemory >= SMALL
}

/** For readers who have opened a sandbox before: calls back once the page has loaded, the element is in sight, and nothing is left to do. */
export function whenIdle(element: Element, callback: () => void): void {
  if (kept(KEY) === undefined || !maySpare(navigator as Known)) return
  // Safari has no idle callbacks.
  const idle = (): unknown =>
    'requestIdleCallback' in globalThis ? requestIdleCallback(callback) : setTimeout(callback, 200)
  const watch = (): void => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      idle()
    })
    observer.observe(element)
  }
  if (document.readyState === 'complete') watch()
  else addEventListener('load', watch, { once: true })
}
