import { FsError } from '../../base/errors.ts'
import type { ReplyOf, RequestOf, RouteKey } from '../../daemon/api.ts'
import type { Connection, Process } from '../../kernel/process.ts'
import { ConnectionError, noDaemon } from './errors.ts'
import { requestTarget } from './request-target.ts'

/** The Engine API as typed calls. A request goes over the wire as `{ route, params?, query?, body? }`. */
export interface ApiClient {
  /** Throws `EngineError` where the daemon refuses, `ConnectionError` where there is none to ask. */
  call<K extends RouteKey>(route: K, request: RequestOf<K>): Promise<ReplyOf<K>>
}

/** Calls the daemon behind a Unix socket; `host` is how the user names it, for errors. */
export function createApiClient(process: Process, socket: string, host: string): ApiClient {
  let connection: Connection | undefined
  return {
    async call<K extends RouteKey>(route: K, request: RequestOf<K>): Promise<ReplyOf<K>> {
      try {
        connection ??= process.connect(socket)
        return (await connection.call({ route, ...request })) as ReplyOf<K>
      } catch (error) {
        if (!(error instanceof FsError)) throw error
        if (error.errno !== 'EACCES') throw noDaemon(host)
        const { verb, target } = requestTarget(route, request)
        throw new ConnectionError(
          `permission denied while trying to connect to the Docker daemon socket at ${host}: ${verb} "http://${encodeURIComponent(socket)}/v1.50${target}": dial unix ${socket}: connect: permission denied`,
        )
      }
    },
  }
}
