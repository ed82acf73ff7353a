import { fill, type StringKey } from './strings.ts'

let texts: Readonly<Record<string, string>> | undefined

/** A text in the page's language, from the JSON element that `Strings.astro` wrote. */
export function text(key: StringKey, values: Readonly<Record<string, string | number>> = {}): string {
  texts ??= JSON.parse(document.getElementById('strata-strings')?.textContent ?? '{}') as Record<
    string,
    string
  >
  return fill(texts[key] ?? key, values)
}
