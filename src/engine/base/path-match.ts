/**
 * Go's path.Match: `*` and `?` never cross a slash, `[a-z]` and `[^a-z]` are classes, a backslash escapes. The whole
 * name must match. Undefined where the pattern is malformed (Go's ErrBadPattern, "syntax error in pattern").
 */
export function pathMatch(pattern: string, name: string): boolean | undefined {
  const items = parse([...pattern])
  return items && matches(items, 0, [...name], 0)
}

/** `*`, or a test of one character. */
type Item = '*' | ((c: string) => boolean)

function parse(pattern: readonly string[]): Item[] | undefined {
  const items: Item[] = []
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!
    if (c === '*') items.push('*')
    else if (c === '?') items.push((other) => other !== '/')
    else if (c === '[') {
      const set = parseClass(pattern, i + 1)
      if (!set) return undefined
      items.push(set.test)
      i = set.end
    } else {
      const wanted = c === '\\' ? pattern[++i] : c
      if (wanted === undefined) return undefined
      items.push((other) => other === wanted)
    }
  }
  return items
}

/** A class from behind its bracket; `end` is the place of the closing one. */
function parseClass(
  pattern: readonly string[],
  start: number,
): { test: (c: string) => boolean; end: number } | undefined {
  let at = start
  const negated = pattern[at] === '^'
  if (negated) at++
  const ranges: [low: number, high: number][] = []
  const bound = (): number | undefined => {
    if (pattern[at] === '-' || pattern[at] === ']') return undefined
    if (pattern[at] === '\\') at++
    return pattern[at++]?.codePointAt(0)
  }
  while (pattern[at] !== ']' || ranges.length === 0) {
    const low = bound()
    if (low === undefined) return undefined
    let high: number | undefined = low
    if (pattern[at] === '-') {
      at++
      high = bound()
    }
    if (high === undefined || at >= pattern.length) return undefined
    ranges.push([low, high])
  }
  const test = (c: string): boolean => {
    const code = c.codePointAt(0)!
    return ranges.some(([low, high]) => low <= code && code <= high) !== negated
  }
  return { test, end: at }
}

function matches(items: readonly Item[], from: number, name: readonly string[], start: number): boolean {
  let at = start
  for (let i = from; i < items.length; i++) {
    const item = items[i]!
    if (item === '*') {
      for (let end = at; ; end++) {
        if (matches(items, i + 1, name, end)) return true
        if (end >= name.length || name[end] === '/') return false
      }
    }
    const c = name[at++]
    if (c === undefined || !item(c)) return false
  }
  return at === name.length
}
