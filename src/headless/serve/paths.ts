import type { HttpRoute } from './wire.ts'

/** A request's route, with the path's parameters. */
export interface Target {
  readonly key: HttpRoute
  readonly params: Readonly<Record<string, string>>
  /** `1.50` of `/v1.50/info`. */
  readonly version: string | undefined
}

interface Pattern {
  readonly key: HttpRoute
  readonly method: string
  readonly path: RegExp
}

/** Makes the router of a list of routes; `aliases` are other paths, whatever the method. A parameter may hold slashes: `/images/library/redis/json`. */
export function routerOf(
  keys: readonly HttpRoute[],
  aliases: readonly (readonly [path: RegExp, key: HttpRoute])[] = [],
): (method: string, path: string) => Target | undefined {
  const patterns = keys.map((key): Pattern => {
    const [method, path] = key.split(' ') as [string, string]
    const source = path.replace(/[.]/g, '\\.').replace(/\{(\w+)\}/g, '(?<$1>.*)')
    return { key, method, path: new RegExp(`^${source}$`) }
  })
  return (method, path) => {
    const versioned = /^\/v([0-9.]+)(\/.*)$/.exec(path)
    const bare = decodedPath(versioned ? versioned[2]! : path)
    for (const pattern of patterns) {
      if (pattern.method !== method) continue
      const match = pattern.path.exec(bare)
      if (match) return { key: pattern.key, params: { ...match.groups }, version: versioned?.[1] }
    }
    const other = aliases.find(([pattern]) => pattern.test(bare))
    return other && { key: other[1], params: {}, version: versioned?.[1] }
  }
}

/** What stands where a request names its page: a path, perhaps behind a host's name. Undefined for what is neither. */
export function readUrl(url: string): { path: string; search: string | undefined } | undefined {
  const found = /^(?:https?:\/\/[^/?]*)?(\/[^?]*)(?:\?(.*))?$/s.exec(url) ?? /^(\*)$/.exec(url)
  const path = found?.[1]
  if (path === undefined || /%(?![0-9a-fA-F]{2})/.test(path)) return undefined
  return { path, search: found?.[2] }
}

/** A path without empty and dotted parts; a client is sent there (gorilla/mux, cleanPath). */
export function cleanPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const clean = `/${parts.join('/')}`
  return path.endsWith('/') && clean !== '/' ? `${clean}/` : clean
}

/** What is no UTF-8 becomes U+FFFD, as where Go writes it out. */
function decodedPath(path: string): string {
  const bytes = path.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString()
}

/** What is wrong with a client's version; undefined where it can be served (moby, server/middleware/version.go). */
export function versionProblem(version: string, min: string, max: string): string | undefined {
  if (compareVersions(version, min) < 0)
    return `client version ${version} is too old. Minimum supported API version is ${min}, please upgrade your client to a newer version`
  if (compareVersions(version, max) > 0)
    return `client version ${version} is too new. Maximum supported API version is ${max}`
  return undefined
}

/** Clients of this version and earlier read errors as plain text (moby, api/server). */
const PLAIN_ERRORS = '1.23'
export const readsPlainErrors = (version: string): boolean => compareVersions(version, PLAIN_ERRORS) <= 0

/** Since this version a stream says of itself that it is multiplexed. */
const MULTIPLEXED = '1.42'
export const knowsMultiplexed = (version: string | undefined): boolean =>
  version === undefined || compareVersions(version, MULTIPLEXED) >= 0

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number))
  for (let i = 0; i < Math.max(left!.length, right!.length); i++) {
    const order = (left![i] ?? 0) - (right![i] ?? 0)
    if (order !== 0) return order
  }
  return 0
}
