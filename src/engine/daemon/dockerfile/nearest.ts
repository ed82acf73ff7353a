/** Edits that make one text of another (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}

/**
 * What somebody may have meant: the nearest of the options that is less than three edits away; nothing where the text is
 * one of them (BuildKit, util/suggest).
 */
export function nearest(text: string, options: readonly string[]): string | undefined {
  if (options.includes(text)) return undefined
  let best: { option: string; edits: number } | undefined
  for (const option of options) {
    const edits = distance(text, option)
    if (edits < (best?.edits ?? 3)) best = { option, edits }
  }
  return best?.option
}

/** ` (did you mean X?)`, or nothing. */
export const meant = (text: string, options: readonly string[]): string => {
  const found = nearest(text, options)
  return found === undefined ? '' : ` (did you mean ${found}?)`
}
