import { byCodeUnit } from '../../base/text.ts'
import { Float, GoMap, Int, NamedString, Nil, Opaque, Slice, Struct, type Value } from './template/value.ts'

const escapeHtml = (text: string): string =>
  text.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** A string as Go's encoding/json writes it; `html` escapes `<`, `>` and `&`, as json.Marshal does. */
export function jsonString(text: string, html = true): string {
  const json = JSON.stringify(text).replace(/[\x7f]/g, '\x7f')
  return html
    ? escapeHtml(json)
    : json.replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)
}

/** A template's value as encoding/json writes it: maps by key; of a formatter's row, its methods by name. */
export function goJson(value: Value, html = true): string {
  if (value === null || value instanceof Nil) return 'null'
  if (typeof value === 'string') return jsonString(value, html)
  // Both write the shortest digits, with an exponent from 1e21 on and below 1e-6.
  if (value instanceof Float) return String(value.value)
  if (value instanceof Int) return String(value.value)
  if (value instanceof NamedString)
    return value.type === 'json.Number' ? value.value : jsonString(value.value, html)
  if (value instanceof Opaque) return compactJson(value.json, html)
  if (value instanceof Slice)
    return value.items ? `[${value.items.map((item) => goJson(item, html)).join(',')}]` : 'null'
  const object = (entries: Iterable<readonly [string, Value]>, withHtml: boolean): string =>
    `{${[...entries].map(([key, item]) => `${jsonString(key, withHtml)}:${goJson(item, withHtml)}`).join(',')}}`
  if (value instanceof GoMap)
    return value.entries
      ? object(
          [...value.entries].sort(([a], [b]) => byCodeUnit(a, b)),
          html,
        )
      : 'null'
  if (value instanceof Struct) {
    if (value.json instanceof Struct) return goJson(value.json, html)
    if (value.json !== undefined) return compactJson(value.json, html)
    if (value.methods.size === 0) return object(value.fields, html)
    const rows = [...value.methods]
      .filter(([, method]) => method.arity === 0)
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([name, method]) => [name, method.call()] as const)
    // A row marshals itself with json.Marshal, whoever asks.
    return object(rows, true)
  }
  return String(value)
}

/** Plain data as json.MarshalIndent writes it, in the order it has. */
export function indentedJson(data: unknown, indent: string, html = true): string {
  const json = JSON.stringify(data, undefined, indent)
  return html ? escapeHtml(json) : json
}

/** Plain data on one line. */
export const compactJson = (data: unknown, html = true): string => {
  const json = JSON.stringify(data)
  return html ? escapeHtml(json) : json
}
