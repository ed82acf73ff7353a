/** What the reader chose and the browser keeps. Undefined where it keeps nothing, or refuses. */
export function kept(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined
  } catch {
    // A browser that refuses its storage: as if nothing had been chosen.
    return undefined
  }
}

/** What this tab keeps while it is open, over reloads too. */
export function keptInTab(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined
  } catch {
    // As in `kept`.
    return undefined
  }
}

/** Keeps something for this tab; in a browser that refuses nothing is kept. */
export function keepInTab(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value)
  } catch {
    // A reload will not know it.
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
