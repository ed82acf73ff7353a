import { text } from '../page-strings.ts'
import { theDock } from '../terminal/dock.ts'
import { noteSolved, solved } from './progress.ts'

/**
 * A challenge in a chapter: its goals are ticked off as the host comes to be as they say. The sandbox plays it on a host of its
 * own.
 */
export class ChallengeElement extends HTMLElement {
  connectedCallback(): void {
    this.#name()
    this.#start.hidden = false
    this.#start.addEventListener('click', () => this.#open())
    this.#again.addEventListener('click', () => this.#open(true))
    const hints = this.querySelectorAll<HTMLElement>('.challenge-hint-text')
    for (const hint of hints) hint.hidden = true
    const more = this.#one('.challenge-hint')
    more.hidden = hints.length === 0
    more.addEventListener('click', () => {
      const next = [...hints].find((hint) => hint.hidden)
      if (next) next.hidden = false
      more.hidden = [...hints].every((hint) => !hint.hidden)
    })
    if (solved().has(this.#place)) this.#tellSolved()
  }

  /** A group of its own, called by its task; so are its buttons described, for all challenges have the same. */
  #name(): void {
    const [label, task] = [this.#one('.challenge-label'), this.querySelector(':scope > p')]
    label.id = `${this.id}-label`
    if (task) task.id = `${this.id}-task`
    this.role = 'group'
    this.setAttribute('aria-labelledby', task ? `${label.id} ${task.id}` : label.id)
    for (const button of task ? [this.#start, this.#again] : [])
      button.setAttribute('aria-describedby', task!.id)
  }

  /** The goals that are met now. */
  show(met: readonly string[]): void {
    const goals = [...this.querySelectorAll<HTMLElement>('[data-goal]')]
    for (const goal of goals) goal.toggleAttribute('data-met', met.includes(goal.dataset.goal ?? ''))
    this.toggleAttribute('data-open', true)
    const missing = goals.filter((goal) => !goal.hasAttribute('data-met')).length
    if (missing > 0) {
      this.#state.textContent = text('strata.challenge.missing', { count: missing })
      return
    }
    noteSolved(this.#place)
    this.#tellSolved()
  }

  /** The sandbox shows something else. */
  left(): void {
    this.removeAttribute('data-open')
    this.#again.hidden = true
    this.#start.hidden = false
  }

  #open(fresh = false): void {
    this.#start.hidden = true
    this.#again.hidden = false
    void theDock()?.play(this, fresh)
  }

  #tellSolved(): void {
    this.toggleAttribute('data-solved', true)
    this.#state.textContent = text('strata.challenge.solved')
  }

  get #place(): string {
    return `${theDock()?.dataset.lesson}/${this.dataset.challenge}`
  }
  get #start(): HTMLElement {
    return this.#one('.challenge-start')
  }
  get #again(): HTMLElement {
    return this.#one('.challenge-again')
  }
  get #state(): HTMLElement {
    return this.#one('.challenge-state')
  }
  #one(selector: string): HTMLElement {
    const found = this.querySelector<HTMLElement>(selector)
    if (!found) throw new Error(`the challenge has no ${selector}`)
    return found
  }
}

customElements.define('strata-challenge', ChallengeElement)
