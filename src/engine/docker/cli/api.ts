import { FsError } from '../../base/errors.ts'
import { NetworkError } from '../../base/http.ts'
import { requestTarget } from '../../base/request-target.ts'
import type { ReplyOf, RequestOf, RouteKey } from '../../daemon/api.ts'
import type { Connection, Process } from '../../kernel/process.ts'
import { isIPAddress } from './addresses.ts'
import type { Endpoint } from './endpoint.ts'
import { ClientError, ConnectionError, noDaemon } from './errors.ts'
import { isDomainName, noSuchHost } from './nameserver.ts'
import { traced } from './traced.ts'

/** The Engine API as typed calls. A request goes over the wire as `{ route, params?, query?, body? }`. */
export interface ApiClient {
  /** Throws `EngineError` where the daemon refuses, `ConnectionError` where there is none to ask. */
  call<K extends RouteKey>(route: K, request: RequestOf<K>): Promise<ReplyOf<K>>
}

/** Calls whose form depends on the daemon's version: the client asks for that first. */
const ASKS_VERSION = ['GET /images/json', 'POST /containers/create']

/** Calls the daemon of an endpoint. Only a socket of this host leads to one. */
export function createApiClient(process: Process, endpoint: Endpoint): ApiClient {
  let connection: Connection | undefined
  return {
    async call<K extends RouteKey>(route: K, request: RequestOf<K>): Promise<ReplyOf<K>> {
      refuseEmptyID(route, request)
      const own = versioned(requestTarget(route, request))
      const { verb, target } = ASKS_VERSION.includes(route) ? { verb: 'Head', target: '/_ping' } : own
      if (endpoint.kind !== 'unix') throw await unreachable(process, endpoint, verb, target)
      const { socket, host } = endpoint
      try {
        connection ??= process.connect(socket)
        const opened = connection
        const { body } = request as { readonly body?: unknown }
        return (await traced(process, own, { route, body }, () =>
          opened.call({ route, ...request }),
        )) as ReplyOf<K>
      } catch (error) {
        if (!(error instanceof FsError)) throw error
        if (error.errno !== 'EACCES') throw noDaemon(host)
        throw new ConnectionError(
          `permission denied while trying to connect to the Docker daemon socket at ${host}: ${own.verb} "http://${encodeURIComponent(socket)}${own.target}": dial unix ${socket}: connect: permission denied`,
        )
      }
    },
  }
}

/** The client's library does not ask for an object without a name. */
function refuseEmptyID(
  route: string,
  { params }: { readonly params?: { readonly id?: string; readonly name?: string } },
): void {
  const kind = /^\w+ \/(container|network|volume|exec)s?\/\{(?:id|name)\}/.exec(route)?.[1]
  if (kind !== undefined && (params?.id ?? params?.name)?.trim() === '')
    throw new ClientError(`invalid ${kind} name or ID: value is empty`)
}

const versioned = ({ verb, target }: { verb: string; target: string }) => ({
  verb,
  target: `/v1.50${target}`,
})

/** Why a daemon on another machine cannot be asked: its name is unknown, nobody answers, or there is no ssh here. */
async function unreachable(
  process: Process,
  endpoint: Exclude<Endpoint, { kind: 'unix' }>,
  verb: string,
  target: string,
): Promise<ConnectionError> {
  const during = (url: string, why: string): ConnectionError =>
    new ConnectionError(`error during connect: ${verb} "http://${url}${target}": ${why}`)
  if (endpoint.kind === 'ssh')
    return during('docker.example.com', 'exec: "ssh": executable file not found in $PATH')
  const { host, port, path } = endpoint.address
  if (host === 'localhost' || isIPAddress(host)) return noDaemon(endpoint.host)
  const name = await lookup(process, host, Number(port))
  return name.endsWith('connection refused')
    ? noDaemon(endpoint.host)
    : during(`${host}:${port}${path}`, `dial tcp: ${name}`)
}

/** Why a name leads nowhere, as this host's resolver says. */
async function lookup(process: Process, host: string, port: number): Promise<string> {
  if (!isDomainName(host)) return noSuchHost(process, host)
  try {
    await process.http({ host, port, tls: false }, { method: 'GET', target: '/_ping', headers: [] })
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    if (error.kind === 'unknown-host') return error.message
  }
  return noSuchHost(process, host)
}
