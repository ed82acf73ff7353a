import { keep, keptNumber } from '../lasting.ts'

/** Percent that an arrow key moves a divider. */
const STEP = 3

/** What a divider divides. */
export interface Divided {
  area(): DOMRect
  /** Gets the share in percent. */
  apply(percent: number): void
  /** The share is that of the last part, not of the first. */
  readonly fromEnd?: boolean
  /** Under this name the share lasts. */
  readonly key: string
}

/**
 * Lets pointer and arrow keys move a divider (WAI-ARIA window splitter). Its `aria-valuenow`, in percent of the area's height or width,
 * follows. The direction is that of `aria-orientation`, which may change. What the reader chose lasts.
 */
export function splitter(divider: HTMLElement, { area, apply, fromEnd = false, key }: Divided): void {
  const least = Number(divider.getAttribute('aria-valuemin'))
  const most = Number(divider.getAttribute('aria-valuemax'))
  const upright = () => divider.getAttribute('aria-orientation') === 'vertical'
  const show = (share: number) => {
    divider.setAttribute('aria-valuenow', String(share))
    apply(share)
  }
  const set = (percent: number) => {
    const share = Math.round(Math.min(most, Math.max(least, percent)))
    show(share)
    keep(key, share)
  }
  const now = () => Number(divider.getAttribute('aria-valuenow'))
  const before = keptNumber(key, least, most)
  if (before !== undefined) show(before)
  divider.addEventListener('keydown', (event) => {
    const [first, last] = upright() ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    const [less, more] = fromEnd ? [last, first] : [first, last]
    const to = { [less]: now() - STEP, [more]: now() + STEP, Home: least, End: most }[event.key]
    if (to === undefined) return
    event.preventDefault()
    set(to)
  })
  divider.addEventListener('pointerdown', (event) => divider.setPointerCapture(event.pointerId))
  divider.addEventListener('pointermove', (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return
    const { top, left, width, height } = area()
    const share = upright() ? (event.clientX - left) / width : (event.clientY - top) / height
    set((fromEnd ? 1 - share : share) * 100)
  })
}
