/** What the files of one unit say (systemd.syntax(7)): settings by section, in their order. */
export class Settings {
  private readonly entries: { section: string; key: string; value: string }[] = []
  /** The values of each setting, by section and key. */
  private readonly values = new Map<string, Map<string, string[]>>()

  /** Adds what another file says. */
  add(text: string): void {
    let section = ''
    for (const line of joinedLines(text)) {
      const heading = /^\[(.*)\]$/.exec(line)
      if (heading) {
        section = heading[1]!
        continue
      }
      const at = line.indexOf('=')
      if (at > 0) this.set(section, line.slice(0, at).trim(), line.slice(at + 1).trim())
    }
  }
  private set(section: string, key: string, value: string): void {
    this.entries.push({ section, key, value })
    let keys = this.values.get(section)
    if (!keys) {
      keys = new Map()
      this.values.set(section, keys)
    }
    const values = keys.get(key)
    if (values) values.push(value)
    else keys.set(key, [value])
  }

  /** The last value; undefined where it is not set, or taken back. */
  get(section: string, key: string): string | undefined {
    return this.values.get(section)?.get(key)?.at(-1) || undefined
  }

  /** All values of a setting that may be given several times; an empty one takes back those before. */
  all(section: string, key: string): string[] {
    const values = this.values.get(section)?.get(key) ?? []
    return values.slice(values.lastIndexOf('') + 1)
  }

  /** The words of all values. */
  words(section: string, key: string): string[] {
    return this.all(section, key).flatMap((value) => value.split(/\s+/))
  }

  flag(section: string, key: string, otherwise: boolean): boolean {
    const value = this.get(section, key)
    return value === undefined ? otherwise : isTrue(value)
  }

  /** Settings of a section in their order, where that matters between different ones. */
  section(name: string): readonly { readonly key: string; readonly value: string }[] {
    return this.entries.filter(({ section }) => section === name)
  }
}

/** As systemd reads a boolean (systemd.syntax(7)). */
export const isTrue = (value: string): boolean => /^(1|yes|y|true|t|on)$/i.test(value)

/** Lines without comments; a backslash at the end joins the next one. */
function joinedLines(text: string): string[] {
  const lines: string[] = []
  let open: string | undefined
  for (const raw of text.split('\n')) {
    if (/^\s*[#;]/.test(raw)) continue
    const line: string = open === undefined ? raw.trim() : `${open} ${raw.trim()}`
    if (line.endsWith('\\')) open = line.slice(0, -1)
    else {
      open = undefined
      if (line !== '') lines.push(line)
    }
  }
  if (open !== undefined && open.trim() !== '') lines.push(open.trim())
  return lines
}

const SPANS: readonly (readonly [pattern: RegExp, nanoseconds: number])[] = [
  [/^(us|usec|µs)$/, 1e3],
  [/^(ms|msec)$/, 1e6],
  [/^(s|sec|second|seconds|)$/, 1e9],
  [/^(m|min|minute|minutes)$/, 60e9],
  [/^(h|hr|hour|hours)$/, 3600e9],
  [/^(d|day|days)$/, 86400e9],
  [/^(w|week|weeks)$/, 7 * 86400e9],
]

/** A time span such as `1min 30s`, in nanoseconds (systemd.time(7)); `infinity` and 0 as given. Undefined where it is none. */
export function spanOf(text: string): number | undefined {
  if (text === 'infinity') return Number.POSITIVE_INFINITY
  let sum = 0
  let rest = text.trim()
  if (rest === '') return undefined
  while (rest !== '') {
    const m = /^(\d+(?:\.\d+)?)\s*([a-zµ]*)\s*/.exec(rest)
    const unit = m && SPANS.find(([pattern]) => pattern.test(m[2]!))
    if (!m || !unit) return undefined
    sum += Number(m[1]) * unit[1]
    rest = rest.slice(m[0].length)
  }
  return sum
}

/** Splits a command line as systemd does: quotes and backslashes, no globs (systemd.service(5), "Command lines"). */
export function commandWords(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quote !== '') {
      if (c === quote) quote = ''
      else if (c === '\\') word += escaped(text[++i] ?? '')
      else word += c
    } else if (c === '"' || c === "'") {
      quote = c
      word ??= ''
    } else if (c === '\\') word = (word ?? '') + escaped(text[++i] ?? '')
    else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + c
  }
  if (word !== undefined) words.push(word)
  return words
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', s: ' ', '\\': '\\', '"': '"', "'": "'" }
const escaped = (c: string): string => ESCAPES[c] ?? `\\${c}`
