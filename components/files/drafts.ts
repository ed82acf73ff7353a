/** Where a file is: the lesson's host, or a container on it, and the path. */
export interface FilePlace {
  readonly lesson: string
  readonly place: string
  readonly path: string
}

/** Texts that the browser did not take, by their keys: they last as long as the page. */
const unkept = new Map<string, string>()

const keyOf = ({ lesson, place, path }: FilePlace): string =>
  `strata-draft ${JSON.stringify([lesson, place, path])}`

/** The text of a file that was changed and never saved, if there is one. */
export function draftOf(file: FilePlace): string | undefined {
  const key = keyOf(file)
  try {
    return unkept.get(key) ?? localStorage.getItem(key) ?? undefined
  } catch {
    // A browser that refuses its storage has none.
    return unkept.get(key)
  }
}

/** Keeps a text that was changed and is not saved. Where the browser does not take it, it asks before the page is left. */
export function keepDraft(file: FilePlace, text: string): void {
  const key = keyOf(file)
  try {
    localStorage.setItem(key, text)
    unkept.delete(key)
  } catch {
    unkept.set(key, text)
  }
  watchLeaving()
}

/** It is saved now, or not wanted any more. */
export function dropDraft(file: FilePlace): void {
  const key = keyOf(file)
  unkept.delete(key)
  try {
    localStorage.removeItem(key)
  } catch {
    // Nothing is there.
  }
  watchLeaving()
}

const ask = (event: Event): void => event.preventDefault()

function watchLeaving(): void {
  if (unkept.size > 0) addEventListener('beforeunload', ask)
  else removeEventListener('beforeunload', ask)
}
