interface Request {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
}

/** Go's url.QueryEscape. */
const queryEscape = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')

/** Routes of which the client sends every parameter, be it empty. */
const SENT_WHOLE = ['POST /commit']

const queryText = (key: string, value: unknown, whole: boolean): string[] => {
  if (whole && (value === '' || value === false)) return [value === '' ? '' : '0']
  if (value === undefined || value === false || value === '') return []
  if (value === true) return ['1']
  if (Array.isArray(value)) return value.map(String)
  if (typeof value !== 'object' || value === null) return [String(value)]
  if (key !== 'filters') return [JSON.stringify(value)]
  const entries = Object.entries(value as Record<string, readonly string[]>)
  if (entries.length === 0) return []
  return [
    JSON.stringify(
      Object.fromEntries(
        entries.map(([name, values]) => [name, Object.fromEntries(values.map((v) => [v, true]))]),
      ),
    ),
  ]
}

/** What Go's url.URL writes for a path. */
const pathEscape = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(24|26|2B|2C|2F|3A|3B|3D|40)/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )

/** Method and path of a request as HTTP would carry it and as Go's net/http names it in errors: `Get`, `/images/json?all=1`. */
export function requestTarget(route: string, request: object): { verb: string; target: string } {
  const { params, query } = request as Request
  const space = route.indexOf(' ')
  const method = route.slice(0, space)
  const path = route
    .slice(space + 1)
    .replace(/\{(\w+)\}/g, (_, name: string) => pathEscape(String(params?.[name] ?? '')))
  const pairs = Object.keys(query ?? {})
    .sort()
    .flatMap((key) =>
      queryText(key, query![key], SENT_WHOLE.includes(route)).map((text) => `${key}=${queryEscape(text)}`),
    )
  return {
    verb: method.charAt(0) + method.slice(1).toLowerCase(),
    target: pairs.length > 0 ? `${path}?${pairs.join('&')}` : path,
  }
}
