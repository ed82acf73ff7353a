/** What the reader chose and the browser keeps. Undefined where it keeps nothing, or refuses. */
export function kept(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined
  } catch {
    // A browser that refuses its storage: as if nothing had been chosen.
    return undefined
  }
}

/** A number that is kept, if there is one between `least` and `most`. */
export function keptNumber(key: string, least: number, most: number): number | undefined {
  const value = Number(kept(key) ?? Number.NaN)
  return value >= least && value <= most ? value : undefined
}

/** Keeps what the reader chose; in a browser that refuses it lasts as long as the page. */
export function keep(key: string, value: string | number): void {
  try {
    localStorage.setItem(key, String(value))
  } catch {
    // The choice is in effect all the same.
  }
}
