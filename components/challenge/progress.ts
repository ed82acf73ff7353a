import { text } from '../page-strings.ts'

/** Where the browser keeps which challenges are done. */
const KEY = 'strata-progress'

/** Places of challenges (`layers/two-tags`) that were solved. Empty where the browser keeps nothing. */
export function solved(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.filter((place) => typeof place === 'string') : [])
  } catch {
    // A browser that refuses its storage, or something else's text in it: nothing is known.
    return new Set()
  }
}

/** Keeps that challenges are solved. */
export function noteSolved(...places: readonly string[]): void {
  const all = new Set([...solved(), ...places])
  try {
    localStorage.setItem(KEY, JSON.stringify([...all].sort()))
  } catch {
    // The page shows it all the same, until it is closed.
  }
}

/** Fills in how many of a chapter's challenges are solved, where a page lists chapters. */
export function showProgress(): void {
  const done = solved()
  for (const place of document.querySelectorAll<HTMLElement>('[data-challenges]')) {
    const challenges = (place.dataset.challenges ?? '').split(' ')
    const count = challenges.filter((challenge) => done.has(challenge)).length
    place.textContent = text('strata.progress', { done: count, count: challenges.length })
    place.toggleAttribute('data-all', count === challenges.length)
    place.hidden = count === 0
  }
}
