import { sha256Hex } from '../../base/digest.ts'
import type { Process } from '../../kernel/process.ts'
import { ClientError, noDaemon } from './errors.ts'
import type { GlobalOptions } from './global-flags.ts'

/** Where the daemon is: its socket, and how the client names it in errors. */
export interface Endpoint {
  readonly host: string
  readonly socket: string
}

const DEFAULT_SOCKET = '/var/run/docker.sock'

const unresolved = (why: string): never => {
  throw new ClientError(`Failed to initialize: unable to resolve docker endpoint: ${why}`)
}

/** A context's metadata lies under the SHA-256 of its name (docker/cli, cli/context/store). */
export const contextMetadataPath = (configDir: string, name: string): string =>
  `${configDir}/contexts/meta/${sha256Hex(name)}/meta.json`

/** From `-H`, `--context`, `DOCKER_HOST`, `DOCKER_CONTEXT`, in the client's order. Throws `ClientError`. */
export function resolveEndpoint(process: Process, options: GlobalOptions): Endpoint {
  const given = options.host.at(-1)
  const host = given ?? process.env.get('DOCKER_HOST') ?? ''
  const context = options.context || (given || host ? '' : (process.env.get('DOCKER_CONTEXT') ?? ''))
  if (context && context !== 'default')
    unresolved(
      `context ${JSON.stringify(context)}: context not found: open ${contextMetadataPath(options.config, context)}: no such file or directory`,
    )
  if ((options.tls || options.tlsverify) && !process.exists(options.tlscacert))
    unresolved(`open ${options.tlscacert}: no such file or directory`)
  return parseHost(host.trim())
}

function parseHost(host: string): Endpoint {
  if (host === '') return { host: `unix://${DEFAULT_SOCKET}`, socket: DEFAULT_SOCKET }
  const m = /^([a-z0-9]+):\/\/(.*)$/.exec(host)
  const scheme = m ? m[1] : 'tcp'
  if (scheme === 'unix') {
    const socket = m![2] || DEFAULT_SOCKET
    return { host: `unix://${socket}`, socket }
  }
  if (!['tcp', 'npipe', 'fd', 'ssh', 'http', 'https'].includes(scheme!))
    return unresolved(`invalid bind address format: ${host}`)
  if (/^tcp:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(host)) throw noDaemon(host)
  throw new ClientError(`docker: a daemon at ${host} is not simulated by Strata`)
}
