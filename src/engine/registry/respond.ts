import { type Body, EMPTY, textBody } from '../base/body.ts'
import type { HttpHeaders, HttpResponse } from '../base/http.ts'
import { byCodeUnit } from '../base/text.ts'
import { httpDate, type Instant } from '../base/time.ts'
import { goJson } from '../oci/json.ts'
import type { TokenServer } from './access.ts'
import type { RegistryError } from './faults.ts'

const JSON_TYPE = 'application/json; charset=utf-8'
const VERSION = ['Docker-Distribution-Api-Version', 'registry/2.0'] as const

/**
 * A response as Go's net/http writes it: fields by name, then the date; a length that the handler did not give comes last.
 */
export function respond(
  now: Instant,
  status: number,
  fields: HttpHeaders,
  body: Body = EMPTY,
  { sized = false } = {},
): HttpResponse {
  const length = ['Content-Length', String(body.size)] as const
  const own = [VERSION, ...fields, ...(sized ? [length] : [])].sort(([a], [b]) => byCodeUnit(a, b))
  return {
    status,
    headers: [...own, ['Date', httpDate(now)], ...(sized ? [] : [length])],
    body,
  }
}

export const json = (now: Instant, value: unknown, fields: HttpHeaders = [], status = 200): HttpResponse =>
  respond(now, status, [['Content-Type', JSON_TYPE], ...fields], textBody(`${goJson(value)}\n`))

/** `http.Error` of Go. */
export const plainError = (
  now: Instant,
  status: number,
  text: string,
  fields: HttpHeaders = [],
): HttpResponse =>
  respond(
    now,
    status,
    [['Content-Type', 'text/plain; charset=utf-8'], ['X-Content-Type-Options', 'nosniff'], ...fields],
    textBody(`${text}\n`),
  )

/** What a client without a token, or with one that does not reach, is told (RFC 6750). */
export function challenge({ realm, service }: TokenServer, scope?: string, error?: string): HttpHeaders {
  const parts = [`Bearer realm="${realm}"`, `service="${service}"`]
  if (scope) parts.push(`scope="${scope}"`)
  if (error) parts.push(`error="${error}"`)
  return [['Www-Authenticate', parts.join(',')]]
}

/** A refusal as its JSON, with a challenge where access was missing. */
export function refused(now: Instant, error: RegistryError, tokens: TokenServer | undefined): HttpResponse {
  const { missing } = error
  const scope = missing && `repository:${missing.repository}:${missing.actions.join(',')}`
  const fields =
    tokens && error.status === 401
      ? challenge(tokens, scope, missing?.insufficient ? 'insufficient_scope' : undefined)
      : []
  return json(now, { errors: error.faults }, fields, error.status)
}
