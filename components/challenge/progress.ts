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

/** Keeps that a challenge is solved, and tells the page. */
export function noteSolved(...places: readonly string[]): void {
  const all = new Set([...solved(), ...places])
  try {
    localStorage.setItem(KEY, JSON.stringify([...all].sort()))
  } catch {
    // The page shows it all the same, until it is closed.
  }
  document.dispatchEvent(new CustomEvent('strata-progress'))
}
