/** Brace expansion (bash, "Brace Expansion"): texts before any other expansion. Quotes and `$…` are stepped over. */
export function expandBraces(text: string): string[] {
  for (let i = 0; i < text.length; i++) {
    const skipped = skip(text, i)
    if (skipped > i) {
      i = skipped - 1
      continue
    }
    if (text[i] !== '{') continue
    const found = group(text, i)
    if (!found) continue
    const before = text.slice(0, i)
    const middles = found.items ?? sequence(text.slice(i + 1, found.end))
    if (!middles) continue
    const after = expandBraces(text.slice(found.end + 1))
    const inner = found.items ? middles.flatMap(expandBraces) : middles
    return inner.flatMap((middle) => after.map((tail) => before + middle + tail))
  }
  return [text]
}

/** Position after a quoted or dollar construct that starts at `i`; `i` where none does. */
function skip(text: string, i: number): number {
  const c = text[i]
  if (c === '\\') return i + 2
  if (c === "'" || c === '`') {
    const end = text.indexOf(c, i + 1)
    return end < 0 ? text.length : end + 1
  }
  if (c === '"') {
    let j = i + 1
    while (j < text.length && text[j] !== '"') j += text[j] === '\\' ? 2 : 1
    return j + 1
  }
  if (c === '$' && (text[i + 1] === '{' || text[i + 1] === '(')) {
    const open = text[i + 1]!
    const close = open === '{' ? '}' : ')'
    let depth = 0
    for (let j = i + 1; j < text.length; j++) {
      if (text[j] === open) depth++
      else if (text[j] === close && --depth === 0) return j + 1
    }
    return text.length
  }
  return i
}

/** The group that opens at `open`: its end, and its items where it has commas. */
function group(text: string, open: number): { end: number; items?: string[] } | undefined {
  const items: string[] = []
  let depth = 0
  let start = open + 1
  for (let i = open; i < text.length; i++) {
    const skipped = skip(text, i)
    if (skipped > i) {
      i = skipped - 1
      continue
    }
    const c = text[i]
    if (c === '{') depth++
    else if (c === ',' && depth === 1) {
      items.push(text.slice(start, i))
      start = i + 1
    } else if (c === '}' && --depth === 0) {
      if (items.length === 0) return { end: i }
      return { end: i, items: [...items, text.slice(start, i)] }
    }
  }
  return undefined
}

/** `1..5`, `a..e`, `01..10..2`; undefined for anything else. */
function sequence(text: string): string[] | undefined {
  const m = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(text)
  if (!m) return undefined
  const [from, to] = [m[1]!, m[2]!]
  const numeric = /\d$/.test(from)
  if (numeric !== /\d$/.test(to)) return undefined
  const step = Math.max(1, Math.abs(Number(m[3] ?? 1)))
  const start = numeric ? Number(from) : from.charCodeAt(0)
  const end = numeric ? Number(to) : to.charCodeAt(0)
  if (Math.abs(end - start) / step > 100_000) return undefined
  const width = numeric && (/^-?0\d/.test(from) || /^-?0\d/.test(to)) ? Math.max(from.length, to.length) : 0
  const out: string[] = []
  for (let n = start; start <= end ? n <= end : n >= end; n += start <= end ? step : -step) {
    if (!numeric) out.push(String.fromCharCode(n))
    else out.push(n < 0 ? `-${String(-n).padStart(width - 1, '0')}` : String(n).padStart(width, '0'))
  }
  return out
}
