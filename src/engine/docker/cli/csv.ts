import { FlagValueError } from './flags.ts'

/** One record of comma-separated values, as Go's encoding/csv reads it; an empty text has no fields. */
export function parseCsv(text: string): string[] {
  if (text === '') return []
  const fields: string[] = []
  let at = 0
  const refuse = (column: number, why: string): never => {
    throw new FlagValueError(`parse error on line 1, column ${column + 1}: ${why}`)
  }
  for (;;) {
    if (text[at] === '"') {
      let field = ''
      const start = at++
      for (;;) {
        const close = text.indexOf('"', at)
        if (close === -1)
          return refuse(Math.max(start, text.length), 'extraneous or missing " in quoted-field')
        field += text.slice(at, close)
        at = close + 1
        if (text[at] !== '"') break
        field += '"'
        at++
      }
      fields.push(field)
      if (at < text.length && text[at] !== ',')
        return refuse(at - 1, 'extraneous or missing " in quoted-field')
    } else {
      const comma = text.indexOf(',', at)
      const field = text.slice(at, comma === -1 ? undefined : comma)
      const quoted = field.indexOf('"')
      if (quoted !== -1) return refuse(at + quoted, 'bare " in non-quoted field')
      fields.push(field)
      at += field.length
    }
    if (at >= text.length) return fields
    at++
  }
}
