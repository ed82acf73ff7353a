import { EngineError } from './errors.ts'

interface Rule {
  readonly text: string
  readonly exception: boolean
  readonly matches: RegExp
}

/** A pattern as a regular expression: `**` crosses slashes, `*` and `?` do not (moby/patternmatcher, Pattern.compile). */
function expression(pattern: string): RegExp {
  let source = '^'
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!
    if (char === '*' && pattern[i + 1] === '*') {
      i++
      if (pattern[i + 1] === '/') i++
      source += i + 1 >= pattern.length ? '.*' : '(.*/)?'
    } else if (char === '*') source += '[^/]*'
    else if (char === '?') source += '[^/]'
    else if (char === '[') {
      const end = pattern.indexOf(']', i + 2)
      if (end < 0) throw new EngineError('invalid', 'syntax error in pattern')
      source += pattern.slice(i, end + 1)
      i = end
    } else if (char === '\\') {
      i++
      if (i >= pattern.length) throw new EngineError('invalid', 'syntax error in pattern')
      source += pattern[i]!.replace(/[^\w]/, '\\$&')
    } else source += char.replace(/[^\w/]/, '\\$&')
  }
  return new RegExp(`${source}$`)
}

/** Cleaned as Go's filepath.Clean does, without a slash in front. */
function cleaned(line: string): string {
  const parts: string[] = []
  for (const part of line.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}

/** The lines of a `.dockerignore` (moby/patternmatcher). The last rule that matches decides. Throws `invalid` for a malformed one. */
export class IgnoreRules {
  private readonly rules: readonly Rule[]

  constructor(text: string) {
    this.rules = text
      .replace(/^\uFEFF/, '')
      .split('\n')
      .filter((line) => !line.startsWith('#') && line.trim() !== '')
      .map((line) => {
        const bare = line.trim()
        if (bare === '!') throw new EngineError('invalid', 'illegal exclusion pattern: "!"')
        const exception = bare.startsWith('!')
        const pattern = cleaned(exception ? bare.slice(1).trim() : bare)
        return { text: pattern, exception, matches: expression(pattern) }
      })
      .filter(({ text: pattern }) => pattern !== '')
  }

  /**
   * Whether a path is left out. A rule that decides about a directory counts for all below it; one that came to nothing
   * there is asked again (MatchesUsingParentResults).
   */
  matches(path: string): boolean {
    const parts = path.split('/')
    const decided = this.rules.map(() => false)
    let left = false
    for (let length = 1; length <= parts.length; length++) {
      const name = parts.slice(0, length).join('/')
      left = false
      for (const [i, rule] of this.rules.entries()) {
        if (!decided[i] && left === rule.exception) decided[i] = rule.matches.test(name)
        if (decided[i]) left = !rule.exception
      }
    }
    return left
  }

  /** Whether something below a directory that is left out may be taken all the same. */
  mayKeepBelow(directory: string): boolean {
    return this.rules.some(({ exception, text }) => exception && `${text}/`.startsWith(`${directory}/`))
  }
}
