import type { Process } from '../../kernel/process.ts'
import { quote } from '../go/quote.ts'
import type { Settings } from './config-file.ts'
import { loadContext, metadataPath } from './context-store.ts'
import { InitializeError } from './errors.ts'
import type { GlobalOptions } from './global-flags.ts'
import { AddressError, parseTcpAddress, showTcpAddress, type TcpAddress } from './tcp-address.ts'

/** Where the daemon is, and how the client names it in errors. */
export type Endpoint =
  | { readonly kind: 'unix'; readonly host: string; readonly socket: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly address: TcpAddress }
  | { readonly kind: 'ssh'; readonly host: string }

export const DEFAULT_SOCKET = '/var/run/docker.sock'
export const DEFAULT_HOST = `unix://${DEFAULT_SOCKET}`
const DEFAULT_TCP = { host: 'localhost', port: '2375' }
/** The context of this host, which always exists. */
export const DEFAULT_CONTEXT = 'default'

const failed = (why: string): never => {
  throw new InitializeError(`Failed to initialize: ${why}`)
}
const unresolved = (why: string): never => failed(`unable to resolve docker endpoint: ${why}`)

export const contextNotFound = (configDir: string, name: string): string =>
  `context ${quote(name)}: context not found: open ${metadataPath(configDir, name)}: no such file or directory`

/** The context in use: `--context`, else that of a host given, `DOCKER_CONTEXT`, the settings (docker/cli, resolveContextName). */
export function currentContext(
  env: ReadonlyMap<string, string>,
  options: Pick<GlobalOptions, 'context' | 'host'>,
  settings: Settings,
): string {
  if (options.context) return options.context
  if (options.host.length > 0 || env.get('DOCKER_HOST')) return DEFAULT_CONTEXT
  return env.get('DOCKER_CONTEXT') || settings.currentContext || DEFAULT_CONTEXT
}

/** Throws `InitializeError` where the client could not even say where the daemon is. */
export function resolveEndpoint(
  process: Process,
  options: GlobalOptions,
  { context, tls }: { readonly context: string; readonly tls: boolean },
): Endpoint {
  if (context !== DEFAULT_CONTEXT) {
    const found = loadContext(process, options.config, context)
    return found
      ? parseHost(found.Endpoints.docker?.Host ?? '')
      : unresolved(contextNotFound(options.config, context))
  }
  if (options.host.length > 1) unresolved('Specify only one -H')
  const host = (options.host[0] ?? process.env.get('DOCKER_HOST') ?? '').trim()
  if (tls && !process.exists(options.tlscacert))
    unresolved(`open ${options.tlscacert}: no such file or directory`)
  return parseHost(host)
}

/** Reads `unix://…`, `tcp://…` and the like (docker/cli, opts.ParseHost). */
function parseHost(given: string): Endpoint {
  if (given === '') return { kind: 'unix', host: DEFAULT_HOST, socket: DEFAULT_SOCKET }
  const cut = given.indexOf('://')
  const [scheme, rest] = cut === -1 ? ['tcp', given] : [given.slice(0, cut), given.slice(cut + 3)]
  switch (scheme) {
    case 'tcp':
      try {
        const address = parseTcpAddress(rest, DEFAULT_TCP)
        return { kind: 'tcp', host: showTcpAddress(address), address }
      } catch (error) {
        if (!(error instanceof AddressError)) throw error
        return unresolved(error.message)
      }
    case 'unix': {
      if (rest.includes('://')) return unresolved(`invalid proto, expected unix: ${rest}`)
      const socket = rest || DEFAULT_SOCKET
      return { kind: 'unix', host: `unix://${socket}`, socket }
    }
    case 'ssh':
      return { kind: 'ssh', host: given }
    case 'npipe':
      return failed('protocol not available')
    case 'fd':
      return failed(rest === '' ? `unable to parse docker host \`${given}\`` : 'protocol not available')
    default:
      return unresolved(`invalid bind address format: ${given}`)
  }
}
