import { ConfigError, type Directive, find } from './config.ts'

/** Directives that stand above a request: from the innermost block to the outermost. */
export type Scope = readonly (readonly Directive[])[]

export interface Location {
  readonly kind: 'exact' | 'prefix' | 'preferred' | 'regex'
  readonly path: string
  readonly regex?: RegExp
  readonly scope: Scope
}

export interface Server {
  readonly names: readonly string[]
  readonly scope: Scope
  readonly locations: readonly Location[]
}

/** An address with its servers; the first one that says so, or the first, is the default. */
export interface Listen {
  readonly host: string
  readonly port: number
  readonly servers: { readonly server: Server; readonly isDefault: boolean }[]
}

/** Words of nginx that may stand in a configuration; any other is a mistake. */
const KNOWN = new Set(
  (
    'user worker_processes error_log pid events worker_connections use multi_accept http server listen server_name location root alias index ' +
    'access_log log_format sendfile tcp_nopush tcp_nodelay keepalive_timeout keepalive_requests gzip types default_type charset return rewrite try_files ' +
    'error_page autoindex proxy_pass proxy_set_header proxy_http_version proxy_read_timeout proxy_connect_timeout proxy_buffering upstream add_header expires ' +
    'client_max_body_size server_tokens daemon master_process worker_rlimit_nofile load_module include allow deny if set resolver internal ' +
    'gzip_types gzip_min_length gzip_vary types_hash_max_size client_body_timeout client_header_timeout send_timeout ssl_protocols ssl_prefer_server_ciphers ' +
    'stub_status map limit_req limit_req_zone limit_conn open_file_cache etag log_not_found server_names_hash_bucket_size'
  ).split(' '),
)

export function checkWords(block: readonly Directive[], context = ''): void {
  for (const directive of block) {
    const { name, file, line } = directive
    if (context !== 'types' && context !== 'map' && context !== 'upstream' && !KNOWN.has(name))
      throw new ConfigError(`unknown directive "${name}" in ${file}:${line}`)
    if (name === 'server' && context !== 'http' && context !== 'upstream')
      throw new ConfigError(`"server" directive is not allowed here in ${file}:${line}`)
    if (name === 'listen' && context !== 'server')
      throw new ConfigError(`"listen" directive is not allowed here in ${file}:${line}`)
    if (directive.block) checkWords(directive.block, name)
  }
}

/** What is listened on, with the servers behind each address. */
export function listensOf(main: readonly Directive[]): Listen[] {
  const http = find(main, 'http')?.block ?? []
  const found: Listen[] = []
  for (const { name, block } of http) {
    if (name !== 'server' || !block) continue
    const scope = [block, http, main]
    const names = block.filter((each) => each.name === 'server_name').flatMap(({ args }) => args)
    const server: Server = { names, scope, locations: locationsOf(block, scope) }
    const listens = block.filter((each) => each.name === 'listen')
    for (const { args, file, line } of listens.length > 0 ? listens : [{ args: ['80'], file: '', line: 0 }]) {
      const { host, port } = addressOf(args[0] ?? '', file, line)
      const isDefault = args.includes('default_server')
      const same = found.find((other) => other.host === host && other.port === port)
      if (same) same.servers.push({ server, isDefault })
      else found.push({ host, port, servers: [{ server, isDefault }] })
    }
  }
  return found
}

function addressOf(text: string, file: string, line: number): { host: string; port: number } {
  const m = /^(?:(\[[^\]]+\]|[^:]+):)?(\d+)$/.exec(text) ?? /^(\[[^\]]+\]|[\d.]+|\*|localhost)$/.exec(text)
  if (!m) throw new ConfigError(`invalid parameter "${text}" in ${file}:${line}`)
  const host = (m[1] ?? '*').replace(/^\[(.*)\]$/, '$1')
  const port = Number(m[2] ?? 80)
  if (port < 1 || port > 65535)
    throw new ConfigError(`invalid port in "${text}" of the "listen" directive in ${file}:${line}`)
  return { host: host === '*' ? '0.0.0.0' : host === 'localhost' ? '127.0.0.1' : host, port }
}

function locationsOf(block: readonly Directive[], scope: Scope): Location[] {
  return block.flatMap((directive): Location[] => {
    if (directive.name !== 'location' || !directive.block) return []
    const [first = '', second] = directive.args
    const inner = [directive.block, ...scope]
    const nested = locationsOf(directive.block, inner)
    if (second === undefined) return [{ kind: 'prefix', path: first, scope: inner }, ...nested]
    if (first === '=') return [{ kind: 'exact', path: second, scope: inner }, ...nested]
    if (first === '^~') return [{ kind: 'preferred', path: second, scope: inner }, ...nested]
    return [
      { kind: 'regex', path: second, regex: new RegExp(second, first === '~*' ? 'i' : ''), scope: inner },
      ...nested,
    ]
  })
}

/** The location of a path: an exact one, the longest prefix, unless an expression fits. */
export function locationOf({ locations }: Server, path: string): Location | undefined {
  const exact = locations.find((each) => each.kind === 'exact' && each.path === path)
  if (exact) return exact
  const prefix = locations
    .filter((each) => (each.kind === 'prefix' || each.kind === 'preferred') && path.startsWith(each.path))
    .sort((a, b) => b.path.length - a.path.length)[0]
  if (prefix?.kind === 'preferred') return prefix
  return locations.find((each) => each.regex?.test(path)) ?? prefix
}

/** The server that a request is for, by its field `Host`. */
export function serverOf({ servers }: Listen, host: string): Server {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  const named = servers.find(({ server }) => server.names.some((own) => own.toLowerCase() === name))
  return (named ?? servers.find(({ isDefault }) => isDefault) ?? servers[0]!).server
}

/** A directive of the innermost block that has it. */
export function inScope(scope: Scope, name: string): Directive | undefined {
  for (const block of scope) {
    const found = find(block, name)
    if (found) return found
  }
  return undefined
}
