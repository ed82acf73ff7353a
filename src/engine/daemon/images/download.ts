import { bytesOf } from '../../base/body.ts'
import { EngineError } from '../../base/errors.ts'
import { dialError, type HttpResponse, headerOf, NetworkError, REASONS } from '../../base/http.ts'
import { decode } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'
import type { Daemon } from '../daemon.ts'

/** What a source is taken for a URL by (moby, builder/remotecontext/urlutil). */
export const isUrl = (source: string): boolean => /^https?:\/\//.test(source)

/** What the daemon has fetched. */
export interface Download {
  readonly url: string
  readonly path: string
  readonly response: HttpResponse
  /** When it was last changed; the epoch where the server does not say. */
  readonly modified: Instant
}

/** The daemon fetches something itself: from services of the simulated network. Throws `internal` for no answer, or a bad one. */
export async function download(
  daemon: Daemon,
  source: string,
  refused?: (status: number) => string,
): Promise<Download> {
  const match = /^(?:(\w+):\/\/)?([^/?#]*)([^?#]*)([^#]*)/.exec(source)!
  const [, scheme = 'http', authority = '', path = '', query = ''] = match
  const url = `${scheme}://${authority}${path}${query}`
  const tls = scheme === 'https'
  const [host = '', port] = authority.split(':')
  const { kernel, registries } = daemon.host
  try {
    const service = registries.network.reach({ host, port: Number(port ?? (tls ? 443 : 80)), tls }, true)
    const response = await service(
      { method: 'GET', target: `${path || '/'}${query}`, headers: [['Host', authority]] },
      kernel.now(),
    )
    const { status, body, headers } = response
    if (status >= 400)
      throw new EngineError(
        'internal',
        refused?.(status) ??
          `failed to GET ${url} with status ${status} ${REASONS[status] ?? ''}: ${decode(bytesOf(body)).trim()}`,
      )
    const modified = Date.parse(headerOf(headers, 'Last-Modified') ?? '')
    return { url, path, response, modified: Number.isNaN(modified) ? 0n : BigInt(modified) * 1_000_000n }
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    throw new EngineError('internal', `Get ${JSON.stringify(url)}: ${dialError(error)}`)
  }
}
