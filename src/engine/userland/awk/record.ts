import type { Patterns } from './patterns.ts'
import { Input, numberOf, type Value } from './values.ts'

/** The pieces of a text between separators (FS, the third argument of `split`). */
export function pieces(text: string, separator: string, patterns: Patterns, paragraph = false): string[] {
  if (separator === ' ') {
    const trimmed = text.replace(/^[ \t\n]+|[ \t\n]+$/g, '')
    return trimmed === '' ? [] : trimmed.split(/[ \t\n]+/)
  }
  if (text === '') return []
  if (separator === '') return text.split('')
  if (separator.length === 1 && separator !== '\\' && !paragraph) return text.split(separator)
  const source = separator.length === 1 ? `[${separator}]` : separator
  const pattern = patterns.find(paragraph ? `${source}|\n` : source)
  const found: string[] = []
  let from = 0
  for (const m of text.matchAll(pattern)) {
    if (m[0] === '') continue
    found.push(text.slice(from, m.index))
    from = m.index + m[0].length
  }
  found.push(text.slice(from))
  return found
}

/** `$0` and its fields: each is made from the other when it is asked for. */
export class FieldRecord {
  private whole: Value = undefined
  /** Undefined until somebody asks. */
  private fields: Value[] | undefined = []
  /** False where a field was changed since `$0` was made. */
  private fresh = true
  private readonly split: (text: string) => string[]
  private readonly join: (fields: readonly Value[]) => string

  constructor(split: (text: string) => string[], join: (fields: readonly Value[]) => string) {
    this.split = split
    this.join = join
  }

  set(value: Value): void {
    this.whole = value
    this.fields = undefined
    this.fresh = true
  }

  private all(): Value[] {
    this.fields ??= this.split(
      typeof this.whole === 'object'
        ? this.whole.text
        : this.whole === undefined
          ? ''
          : this.join([this.whole]),
    ).map((text) => new Input(text))
    return this.fields
  }

  get(index: number): Value {
    if (index > 0) return this.all()[index - 1]
    if (!this.fresh) {
      this.whole = new Input(this.join(this.all()))
      this.fresh = true
    }
    return this.whole
  }

  put(index: number, value: Value): void {
    if (index === 0) {
      this.set(value)
      return
    }
    const fields = this.all()
    while (fields.length < index) fields.push(undefined)
    fields[index - 1] = value
    this.fresh = false
  }

  get count(): number {
    return this.all().length
  }

  resize(value: Value): void {
    const fields = this.all()
    const count = Math.max(0, Math.trunc(numberOf(value)))
    while (fields.length < count) fields.push(undefined)
    fields.length = count
    this.fresh = false
  }
}
