import { encode } from '../../base/text.ts'
import { FlagValueError } from './flags.ts'

const QUOTE = 'extraneous or missing " in quoted-field'
const BARE = 'bare " in non-quoted-field'

/** Columns are counted in bytes. */
const bytesIn = (text: string): number => encode(text).length

class CsvReader {
  private readonly lines: string[]
  /** What is left of the line that is read; a line break ends it. */
  private line = ''
  private number = 0
  private column = 1
  private first = 0

  constructor(text: string) {
    this.lines = text.match(/[^\n]*\n|[^\n]+$/g)?.map((line) => line.replace(/\r?\n$/, '\n')) ?? []
    const last = this.lines.length - 1
    if (last >= 0) this.lines[last] = this.lines[last]!.replace(/\r$/, '')
  }

  private nextLine(): void {
    this.line = this.lines.shift() ?? ''
    if (this.line === '') return
    this.number++
    this.column = 1
  }

  private skip(length: number): string {
    const text = this.line.slice(0, length)
    this.line = this.line.slice(length)
    this.column += bytesIn(text)
    return text
  }

  private fail(column: number, why: string): never {
    const start = this.first === this.number ? '' : `record on line ${this.first}; `
    throw new FlagValueError(`${start}parse error on line ${this.number}, column ${column}: ${why}`)
  }

  record(): string[] {
    do {
      if (this.lines.length === 0) throw new FlagValueError('EOF')
      this.nextLine()
    } while (this.line === '\n')
    this.first = this.number
    const fields: string[] = []
    do fields.push(this.line.startsWith('"') ? this.quoted() : this.plain())
    while (this.separator())
    return fields
  }

  private separator(): boolean {
    if (!this.line.startsWith(',')) return false
    this.skip(1)
    return true
  }

  private plain(): string {
    const field = /^[^,\n]*/.exec(this.line)![0]
    const mark = field.indexOf('"')
    if (mark !== -1) this.fail(this.column + bytesIn(field.slice(0, mark)), BARE)
    return this.skip(field.length)
  }

  private quoted(): string {
    this.skip(1)
    let field = ''
    for (;;) {
      const close = this.line.indexOf('"')
      if (close === -1) {
        if (this.line === '') return this.fail(this.column, QUOTE)
        field += this.skip(this.line.length)
        this.nextLine()
        continue
      }
      field += this.skip(close)
      this.skip(1)
      if (this.line.startsWith('"')) field += this.skip(1)
      else if (/^,|^\n?$/.test(this.line)) return field
      else return this.fail(this.column - 1, QUOTE)
    }
  }
}

/**
 * The first record of comma-separated values as Go's encoding/csv reads it: empty lines are skipped, a field in quotes
 * may hold line breaks, what follows the record is not read. Throws `FlagValueError`, `EOF` where there is no record.
 */
export const parseCsv = (text: string): string[] => new CsvReader(text).record()
