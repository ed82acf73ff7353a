/**
 * Go's path.Match: `*` and `?` never cross a slash, `[a-z]` and `[^a-z]` are classes, a backslash escapes. The whole
 * name must match. Undefined where the pattern is malformed (Go's ErrBadPattern, "syntax error in pattern").
 */
export function pathMatch(pattern: string, name: string): boolean | undefined {
  let source = ''
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!
    if (c === '*') source += '[^/]*'
    else if (c === '?') source += '[^/]'
    else if (c === '\\') {
      if (++i >= pattern.length) return undefined
      source += literal(pattern[i]!)
    } else if (c === '[') {
      const end = pattern.indexOf(']', i + 2)
      if (end < 0) return undefined
      const body = pattern.slice(i + 1, end)
      const negated = body.startsWith('^')
      source += `[${negated ? '^' : ''}${(negated ? body.slice(1) : body).replace(/[[\]^]/g, '\\$&')}]`
      i = end
    } else source += literal(c)
  }
  return new RegExp(`^${source}$`, 's').test(name)
}

const literal = (c: string): string => c.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
