/** Milliseconds for a typed character, and before and after a command's output. All of it ends within five seconds. */
const KEY = 24
const BREATH = 260

/** Types a recorded session out. All of it is in the page from the start, only unseen; reduced motion shows it at once. */
class RecordingElement extends HTMLElement {
  connectedCallback(): void {
    const code = this.querySelector('.console code')
    if (!code || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const parts = [...code.children].flatMap((part) =>
      part.matches('.command') ? [...part.children] : [part],
    )
    for (const part of parts) part.classList.add('untyped')
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      seen.disconnect()
      void type(parts)
    })
    seen.observe(this)
  }
}

async function type(parts: readonly Element[]): Promise<void> {
  for (const part of parts) {
    if (part.matches('.prompt, .output')) {
      await pause(BREATH)
      part.classList.remove('untyped')
    } else await typeText(part)
  }
}

async function typeText(part: Element): Promise<void> {
  const text = part.textContent ?? ''
  const rest = document.createElement('span')
  rest.className = 'untyped'
  part.classList.remove('untyped')
  for (let typed = 0; typed < text.length; typed++) {
    rest.textContent = text.slice(typed)
    part.replaceChildren(text.slice(0, typed), rest)
    await pause(KEY)
  }
  part.replaceChildren(text)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

customElements.define('strata-recording', RecordingElement)
