import { EngineError } from '../../base/errors.ts'

const invalidPattern = (pattern: string, why: string): EngineError =>
  new EngineError('invalid', `invalid pattern (${pattern}) in substitution: ${why}`)

/**
 * A pattern of the shell as an expression: `*` and `?` (BuildKit, shell/lex.go, convertShellPatternToRegex). Not greedy,
 * `*` takes as little as it can.
 */
export function patternRegExp(
  pattern: string,
  { greedy, anchored, all }: { greedy: boolean; anchored: boolean; all?: boolean },
): RegExp {
  const chars = [...pattern]
  let source = anchored ? '^' : ''
  for (let at = 0; at < chars.length; at++) {
    let char = chars[at]!
    if (char === '*') source += greedy ? '.*' : '.*?'
    else if (char === '?') source += '.'
    else {
      if (char === '\\') {
        const next = chars[at + 1]
        if (next === '}' || next === '/') continue
        if (next !== '*' && next !== '?' && next !== '\\')
          throw invalidPattern(pattern, `invalid escape '\\${next ?? ''}'`)
        char = next
        at++
      }
      source += char.replace(/[[\]{}.+()|^$*?\\/-]/g, '\\$&')
    }
  }
  return new RegExp(source, `su${all ? 'g' : ''}`)
}

/** `${x#word}`: a value without the beginning that the pattern fits. */
export function trimPrefix(pattern: string, value: string, greedy: boolean): string {
  const found = patternRegExp(pattern, { greedy, anchored: true }).exec(value)
  return found ? value.slice(found[0].length) : value
}

/** A pattern back to front; an escape stays before what it is for. */
function reversed(pattern: string): string {
  const parts = [...pattern.matchAll(/\\.|./gsu)].map(([part]) => part)
  return parts.reverse().join('')
}

/** `${x%word}`: a value without the end that the pattern fits. */
export const trimSuffix = (pattern: string, value: string, greedy: boolean): string =>
  [...trimPrefix(reversed(pattern), [...value].reverse().join(''), greedy)].reverse().join('')
