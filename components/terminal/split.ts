/** Percent that an arrow key moves a divider. */
const STEP = 3

/**
 * Lets pointer and arrow keys move a divider (WAI-ARIA window splitter). Its `aria-valuenow`, in percent of `area`'s
 * height or width, follows; `apply` gets it.
 */
export function splitter(divider: HTMLElement, area: () => DOMRect, apply: (percent: number) => void): void {
  const least = Number(divider.getAttribute('aria-valuemin'))
  const most = Number(divider.getAttribute('aria-valuemax'))
  const upright = divider.getAttribute('aria-orientation') === 'vertical'
  const [less, more] = upright ? ['ArrowRight', 'ArrowLeft'] : ['ArrowUp', 'ArrowDown']
  const set = (percent: number) => {
    const share = Math.round(Math.min(most, Math.max(least, percent)))
    divider.setAttribute('aria-valuenow', String(share))
    apply(share)
  }
  const now = () => Number(divider.getAttribute('aria-valuenow'))
  divider.addEventListener('keydown', (event) => {
    const to = { [less]: now() - STEP, [more]: now() + STEP, Home: least, End: most }[event.key]
    if (to === undefined) return
    event.preventDefault()
    set(to)
  })
  divider.addEventListener('pointerdown', (event) => divider.setPointerCapture(event.pointerId))
  divider.addEventListener('pointermove', (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return
    const { top, right, width, height } = area()
    set(((upright ? right - event.clientX : event.clientY - top) / (upright ? width : height)) * 100)
  })
}
