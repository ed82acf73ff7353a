import { EngineError } from '../../base/errors.ts'

/** What the comments at the top of a Dockerfile set. */
const NAMES = ['syntax', 'check', 'escape']

/** Reads the directives at the top, line by line (BuildKit, parser/directives.go). */
export class DirectiveReader {
  private readonly seen = new Map<string, string>()
  private done = false

  /** One more line; undefined where it is no directive. Throws `invalid` for one that comes twice. */
  read(line: string): { readonly name: string; readonly value: string } | undefined {
    if (this.done) return undefined
    const match = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(line)
    const name = match?.[1]?.toLowerCase()
    if (!match || !NAMES.includes(name!)) {
      this.done = true
      return undefined
    }
    if (this.seen.has(name!))
      throw new EngineError('invalid', `only one ${name} parser directive can be used`)
    this.seen.set(name!, match[2]!)
    return { name: name!, value: match[2]! }
  }
}

/** The value of a directive of a text, up to the first blank; undefined where it has none. */
export function directiveOf(text: string, name: string): string | undefined {
  const reader = new DirectiveReader()
  for (const line of text
    .replace(/^\uFEFF/, '')
    .replace(/^#!.*\n/, '')
    .split('\n')) {
    const found = reader.read(line.replace(/\r$/, ''))
    if (!found) return undefined
    if (found.name === name) return found.value.split(' ')[0]
  }
  return undefined
}
