import { compileRegex, RegexError } from '../regex.ts'

const CHARS: Record<string, string> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07', b: '\b' }

/**
 * A dynamic regular expression as an extended one of POSIX: escapes of characters replaced. Debian's mawk is built without
 * repetitions, braces stand for themselves there.
 */
function posix(source: string, busybox: boolean): string {
  let out = ''
  let set = false
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!
    if (c === '\\' && i + 1 < source.length) {
      const octal = /^[0-7]{1,3}/.exec(source.slice(i + 1, i + 4))?.[0]
      const next = source[++i]!
      if (octal) i += octal.length - 1
      const char = octal ? String.fromCharCode(Number.parseInt(octal, 8) & 255) : (CHARS[next] ?? next)
      const special = '\\^$.[]|()*+?{}'.includes(char)
      out += set ? (char === '\\' ? '\\' : char) : special ? `\\${char}` : char
    } else if (set) {
      const named = /^\[([:.=]).*?\1\]/.exec(source.slice(i))?.[0]
      if (named) i += named.length - 1
      out += named ?? c
      if (c === ']') set = false
    } else if (c === '[') {
      const opening = /^\[\^?\]?/.exec(source.slice(i))![0]
      out += opening
      i += opening.length - 1
      set = true
    } else out += !busybox && (c === '{' || c === '}') ? `\\${c}` : c
  }
  return out
}

/** Regular expressions, each compiled once. `find` throws a `RegexError` with the words of regcomp(3). */
export class Patterns {
  private readonly known = new Map<string, RegExp>()
  private readonly busybox: boolean
  constructor(busybox: boolean) {
    this.busybox = busybox
  }
  /** A global expression: set `lastIndex` before use. */
  find(source: string): RegExp {
    let pattern = this.known.get(source)
    if (!pattern) {
      try {
        pattern = compileRegex(posix(source, this.busybox), 'extended', 'gs')
      } catch (error) {
        if (error instanceof RegexError) throw new PatternFault(source, error.message)
        throw error
      }
      this.known.set(source, pattern)
    }
    pattern.lastIndex = 0
    return pattern
  }
}

/** What is wrong with a regular expression, in the words of mawk and of busybox. */
export class PatternFault extends Error {
  override readonly name = 'PatternFault'
  readonly source: string
  constructor(source: string, message: string) {
    super(message)
    this.source = source
  }
  get mawk(): string {
    const what = this.message.startsWith('Unmatched (') ? "missing ')'" : 'bad class -- [], [^] or ['
    return `regular expression compile failed (${what})\n${this.source}`
  }
}
