import type { ErrorCode } from './errors.ts'

/** `strata wire on` makes this file: the docker client looks whether it is there. */
export const WIRE_MARK = '/run/strata/wire'

/** HTTP status of what a daemon refuses. */
const OF_ERRORS: Readonly<Record<ErrorCode, number>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  internal: 500,
  'not-implemented': 501,
  unavailable: 503,
}

const CREATES =
  /^POST \/(containers\/create|volumes\/create|networks\/create|commit|images\/\{name\}\/tag|containers\/\{id\}\/exec)$/
/** Calls that answer nothing and say 200, where others say 204. */
const SAYS_OK = /resize$|connect$|archive$|^HEAD /

const REASONS: Readonly<Record<number, string>> = {
  101: 'UPGRADED',
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
}

/** `201 Created`: how a daemon's HTTP side names a status. */
export const statusLine = (status: number): string => `${status} ${REASONS[status] ?? ''}`.trimEnd()

/** Status of a call that a daemon refused. */
export const errorStatus = (code: ErrorCode): number => OF_ERRORS[code]

/** Status of a call that was answered (Engine API reference). */
export function replyStatus(route: string, reply: unknown): number {
  const kind = (reply as { readonly kind?: unknown } | undefined)?.kind
  if (kind === 'hijack') return 101
  if (CREATES.test(route)) return 201
  const value = kind === 'value' ? (reply as { readonly value: unknown }).value : reply
  if (kind === 'stream' || (value !== undefined && value !== null)) return 200
  return SAYS_OK.test(route) ? 200 : 204
}

/** Bytes that are not shown as text. */
interface Sized {
  readonly size: number
  read(offset: number, length: number): Uint8Array
}
const isSized = (value: unknown): value is Sized =>
  typeof value === 'object' && value !== null && 'size' in value && 'read' in value

/**
 * What a request or an answer carries, as JSON; archives as their size, streams as what they are. Empty where it carries
 * nothing. Secrets of a login are not shown.
 */
export function carried(value: unknown): string {
  const inner = (value as { readonly kind?: unknown } | undefined)?.kind
  if (inner === 'stream') return '(a stream of messages)'
  if (inner === 'hijack') return '(the connection, both ways)'
  const whole = inner === 'value' ? (value as { readonly value: unknown }).value : value
  if (whole === undefined || whole === null) return ''
  if (isSized(whole)) return `(${whole.size} bytes)`
  return (
    JSON.stringify(whole, (key, part: unknown) => {
      if (isSized(part)) return `(${part.size} bytes)`
      if (part instanceof Uint8Array) return `(${part.length} bytes)`
      if (part instanceof Map) return Object.fromEntries(part)
      if (typeof part === 'bigint') return String(part)
      return /^(password|identitytoken|secret)$/i.test(key) && part ? '…' : part
    }) ?? ''
  )
}
