/** A value of iproute2's JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** What `-c` paints (iproute2, lib/color.c). */
const COLORS = { name: 36, mac: 33, inet: 35, inet6: 34, up: 32, down: 31 } as const
export type Color = keyof typeof COLORS

/** How what is found is shown. */
export interface Style {
  readonly json: boolean
  readonly pretty: boolean
  readonly color: boolean
  /** Lines of one item are joined by a backslash. */
  readonly oneLine: boolean
}

/** One item of a listing: what it says as text, and as an object. */
export class Row {
  text = ''
  readonly json: Record<string, Json> = {}
  private readonly style: Style
  constructor(style: Style) {
    this.style = style
  }

  /** Text alone. */
  say(text: string, color?: Color): this {
    this.text += this.painted(text, color)
    return this
  }
  /** A value with its text. */
  put(key: string, value: Json, text: string, color?: Color): this {
    this.json[key] = value
    return this.say(text, color)
  }
  /** A value that the text does not show. */
  note(key: string, value: Json): this {
    this.json[key] = value
    return this
  }
  /** A new line of the same item. */
  line(): this {
    return this.say(this.style.oneLine ? '\\' : '\n')
  }

  private painted(text: string, color?: Color): string {
    if (!this.style.color || color === undefined || text === '') return text
    return `\x1b[${COLORS[color]}m${text}\x1b[0m`
  }
}

/** The color of an address. */
export const colorOf = (address: string): Color => (address.includes(':') ? 'inet6' : 'inet')

/** All items, as text or as one array. */
export function shown(rows: readonly Row[], style: Style): string {
  if (!style.json) return rows.map(({ text }) => text).join('')
  const items = rows.map(({ json }) => json)
  return `${style.pretty ? prettyJson(items) : JSON.stringify(items)}\n`
}

/** JSON as iproute2 breaks it (lib/json_writer.c): objects by line, arrays in one. */
function prettyJson(value: Json, depth = 0): string {
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => prettyJson(item, depth + 1))
    return items.length === 0 ? '[ ]' : `[ ${items.join(',')} ]`
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const indent = (levels: number): string => `\n${'    '.repeat(levels)}`
  const fields = Object.entries(value).map(
    ([key, item]) => `${indent(depth + 1)}${JSON.stringify(key)}: ${prettyJson(item, depth + 1)}`,
  )
  return fields.length === 0 ? '{}' : `{${fields.join(',')}${indent(depth)}}`
}
