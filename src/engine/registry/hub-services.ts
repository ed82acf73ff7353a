import { decodeBase64 } from '../base/base64.ts'
import { bytesOf } from '../base/body.ts'
import { type HttpRequest, type HttpService, headerOf } from '../base/http.ts'
import { decode } from '../base/text.ts'
import { rfc3339Nano } from '../base/time.ts'
import type { Credentials, Grant } from './access.ts'
import { RegistryError } from './faults.ts'
import { parseForm } from './http.ts'
import type { Registry } from './protocol.ts'
import { json } from './respond.ts'

function basic({ headers }: HttpRequest): Credentials | undefined {
  const text = /^Basic (.+)$/.exec(headerOf(headers, 'Authorization') ?? '')?.[1]
  if (text === undefined) return undefined
  const [username = '', ...password] = decode(decodeBase64(text).bytes).split(':')
  return { username, password: password.join(':') }
}

/** The token server of a registry: a token for whoever asks, with a name and a password or without. */
export const tokenService =
  (registry: Registry): HttpService =>
  async (request, now) => {
    const { access } = registry
    const query = parseForm(request.target.split('?')[1] ?? '')
    const form = request.body ? parseForm(decode(bytesOf(request.body))) : new Map<string, string>()
    const scopes = [query.get('scope') ?? form.get('scope') ?? []].flat()
    try {
      let grant: Grant
      if (form.get('grant_type') === 'refresh_token') grant = access.identify(form.get('refresh_token') ?? '')
      else if (form.get('grant_type') === 'password')
        grant = access.check({ username: form.get('username') ?? '', password: form.get('password') ?? '' })
      else grant = access.check(basic(request))
      const token = access.issue(grant, scopes)
      return json(now, {
        token,
        access_token: token,
        ...(access.accounts?.identityTokens && { refresh_token: token }),
        expires_in: 300,
        issued_at: rfc3339Nano(now),
      })
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error
      return json(now, { details: error.faults[0]!.message }, [], 401)
    }
  }

/** The hub's search, as `docker search` asks for it. */
export const searchService =
  (registry: Registry): HttpService =>
  async (request, now) => {
    const query = parseForm(request.target.split('?')[1] ?? '')
    if (!request.target.startsWith('/v1/search')) return json(now, { message: 'not found' }, [], 404)
    const term = query.get('q') ?? ''
    const found = await registry.search(term, Number(query.get('n') ?? 25))
    return json(now, {
      num_results: found.length,
      query: term,
      results: found.map(({ name, description, stars, official }) => ({
        name,
        description,
        star_count: stars,
        is_official: official,
        is_automated: false,
      })),
    })
  }
