/** Percent of the height that an arrow key moves the divider. */
const STEP = 4

/** Lets pointer and arrow keys move the divider between terminal and layers. The share is in `--split`, in percent. */
export function splitter(divider: HTMLElement, body: HTMLElement): void {
  const least = Number(divider.getAttribute('aria-valuemin'))
  const most = Number(divider.getAttribute('aria-valuemax'))
  const set = (percent: number) => {
    const share = Math.round(Math.min(most, Math.max(least, percent)))
    divider.setAttribute('aria-valuenow', String(share))
    body.style.setProperty('--split', String(share))
  }
  const now = () => Number(divider.getAttribute('aria-valuenow'))
  divider.addEventListener('keydown', (event) => {
    const to = { ArrowUp: now() - STEP, ArrowDown: now() + STEP, Home: least, End: most }[event.key]
    if (to === undefined) return
    event.preventDefault()
    set(to)
  })
  divider.addEventListener('pointerdown', (event) => divider.setPointerCapture(event.pointerId))
  divider.addEventListener('pointermove', (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return
    const box = body.getBoundingClientRect()
    set(((event.clientY - box.top) / box.height) * 100)
  })
}
