import { dialError, NetworkError } from '../../base/http.ts'
import { DEFAULT_DOMAIN } from '../../base/reference.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'

const HUB_NOTARY = 'notary.docker.io'

/** Whether signatures are wanted: by the flag, or by `DOCKER_CONTENT_TRUST` where it is not given. */
export function wantsSignatures({ process, changed }: ClientContext, disabled: boolean): boolean {
  if (changed('disable-content-trust')) return !disabled
  const text = process.env.get('DOCKER_CONTENT_TRUST') ?? ''
  return text !== '' && !/^(0|f|F|false|FALSE|False)$/.test(text)
}

/** Signatures come from a notary server: why none is to be had. */
export async function notaryFailure({ process }: ClientContext, domain: string): Promise<ClientError> {
  const [host = '', port] = (domain === DEFAULT_DOMAIN ? HUB_NOTARY : domain).split(':')
  const request = { method: 'GET', target: '/v2/', headers: [['Host', host]] } as const
  const failure = (why: string): ClientError =>
    new ClientError(`Error: error contacting notary server: ${why}`)
  try {
    await process.http({ host, port: Number(port ?? 443), tls: true }, request)
    return failure('the registry keeps no signatures')
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    return failure(
      error.kind === 'plain-http' ? 'tls: first record does not look like a TLS handshake' : dialError(error),
    )
  }
}
