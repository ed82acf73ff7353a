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

/** One that comes twice is refused where the file is read. */
function one(reader: DirectiveReader, line: string): ReturnType<DirectiveReader['read']> {
  try {
    return reader.read(line)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return undefined
  }
}

/** A directive of a text, its value up to the first blank, and its line, from 1; undefined where there is none. */
export function directiveIn(text: string, name: string): { value: string; line: number } | undefined {
  const reader = new DirectiveReader()
  const lines = text.replace(/^\uFEFF/, '').split('\n')
  const first = lines[0]!.startsWith('#!') ? 1 : 0
  for (const [i, line] of lines.slice(first).entries()) {
    const found = one(reader, line.replace(/\r$/, ''))
    if (!found) return undefined
    if (found.name === name) return { value: found.value.split(' ', 1)[0]!, line: first + i + 1 }
  }
  return undefined
}

/** Its value alone. */
export const directiveOf = (text: string, name: string): string | undefined => directiveIn(text, name)?.value
