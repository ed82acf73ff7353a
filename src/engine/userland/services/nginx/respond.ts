import { type Body, EMPTY, textBody } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import { type HttpHeaders, headerOf } from '../../../base/http.ts'
import type { WebRequest } from '../../../base/web-request.ts'
import type { SocketAddress } from '../../../kernel/net/calls.ts'
import type { Process } from '../../../kernel/process.ts'
import { S_IFDIR, S_IFMT } from '../../../vfs/filesystem.ts'
import { extensionOf, httpDate, normalized } from '../web/files.ts'
import type { WebAnswer } from '../web/loop.ts'
import { find } from './config.ts'
import { forward } from './proxy.ts'
import {
  inScope,
  type Listen,
  type Location,
  locationOf,
  type Scope,
  type Server,
  serverOf,
} from './servers.ts'

export const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
}

/** What a request gets, before the fields that all answers have. */
export interface Reply {
  readonly status: number
  readonly headers: HttpHeaders
  readonly body: Body
}

/** A request with what nginx knows of it. */
export interface Context {
  readonly p: Process
  readonly request: WebRequest
  readonly peer: SocketAddress
  readonly local: SocketAddress
  readonly version: string
  /** Where relative paths stand. */
  readonly prefix: string
  /** Writes to the error log. */
  error(text: string): Promise<void>
}

/** The page that nginx makes for a status. */
export const errorPage = (status: number, version: string): Body => {
  const title = `${status} ${REASONS[status] ?? ''}`
  return textBody(
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`,
  )
}

/** The answer to a request that came in on an address. */
export async function respond(context: Context, listen: Listen): Promise<{ reply: Reply; scope: Scope }> {
  const server = serverOf(listen, headerOf(context.request.headers, 'Host') ?? '')
  const path = normalized(context.request.path)
  if (path === undefined) return { reply: page(context, 400), scope: server.scope }
  return route(context, server, path, 0)
}

const page = ({ version }: Context, status: number): Reply => ({
  status,
  headers: [['Content-Type', 'text/html']],
  body: errorPage(status, version),
})

const MOST_INTERNAL = 10

/** Answers a path by its location; an error may lead to another path (`error_page`). */
async function route(
  context: Context,
  server: Server,
  path: string,
  depth: number,
): Promise<{ reply: Reply; scope: Scope }> {
  const location = locationOf(server, path)
  const scope = location?.scope ?? server.scope
  if (depth > MOST_INTERNAL) return { reply: page(context, 500), scope }
  const result = await answer(context, location, scope, path)
  if (typeof result === 'string') return route(context, server, result, depth + 1)
  const other = result.status >= 300 ? errorPath(scope, result.status) : undefined
  if (other === undefined || depth > 0) return { reply: result, scope }
  if (!other.path.startsWith('/')) return { reply: redirect(context, 302, other.path), scope }
  const inner = await route(context, server, other.path, depth + 1)
  return { reply: { ...inner.reply, status: other.status ?? result.status }, scope: inner.scope }
}

/** Where `error_page` sends a status. */
function errorPath(scope: Scope, status: number): { path: string; status: number | undefined } | undefined {
  for (const block of scope)
    for (const { name, args } of block) {
      if (name !== 'error_page' || !args.slice(0, -1).includes(String(status))) continue
      const changed = args.find((arg) => /^=\d*$/.test(arg))
      return { path: args.at(-1)!, status: changed ? Number(changed.slice(1)) || 200 : undefined }
    }
  return undefined
}

/** A reply, or another path to go on with. */
async function answer(
  context: Context,
  location: Location | undefined,
  scope: Scope,
  path: string,
): Promise<Reply | string> {
  const own = scope[0]!
  const returns = find(own, 'return') ?? (location ? find(scope[1]!, 'return') : undefined)
  if (returns) return returned(context, returns.args)
  const proxied = find(own, 'proxy_pass')
  if (proxied) return forward(context, proxied.args[0]!, location!, scope)
  const { method } = context.request
  if (method !== 'GET' && method !== 'HEAD') return page(context, 405)
  const tries = find(own, 'try_files') ?? (location ? undefined : inScope(scope, 'try_files'))
  if (tries) {
    const last = tries.args.at(-1)!
    for (const pattern of tries.args.slice(0, -1)) {
      const tried = expand(pattern, context, path)
      const file = fileAt(context, location, scope, tried)
      if (pattern.endsWith('/') ? isDirectory(context.p, file) : isFile(context.p, file))
        return serveFile(context, location, scope, tried)
    }
    if (last.startsWith('=')) return page(context, Number(last.slice(1)))
    const next = expand(last, context, path)
    return next === path ? serveFile(context, location, scope, path) : next
  }
  return serveFile(context, location, scope, path)
}

const redirect = (context: Context, status: number, to: string): Reply => ({
  ...page(context, status),
  headers: [
    ['Content-Type', 'text/html'],
    ['Location', to],
  ],
})

function returned(context: Context, args: readonly string[]): Reply {
  const [first = '', text] = args
  const status = Number(first)
  if (!Number.isInteger(status)) return redirect(context, 302, expand(first, context, context.request.path))
  const shown = text === undefined ? undefined : expand(text, context, context.request.path)
  if (status >= 301 && status <= 308 && shown !== undefined) return redirect(context, status, shown)
  if (shown === undefined) return status < 300 ? { status, headers: [], body: EMPTY } : page(context, status)
  return { status, headers: [['Content-Type', 'application/octet-stream']], body: textBody(shown) }
}

/** Puts the values of variables in a text. */
export function expand(text: string, context: Context, path: string): string {
  const { request, peer, local } = context
  const values: Readonly<Record<string, string>> = {
    uri: path,
    document_uri: path,
    request_uri: request.target,
    args: request.target.split('?')[1] ?? '',
    is_args: request.target.includes('?') ? '?' : '',
    request_method: request.method,
    host: (headerOf(request.headers, 'Host') ?? local.host).replace(/:\d+$/, ''),
    http_host: headerOf(request.headers, 'Host') ?? '',
    scheme: 'http',
    remote_addr: peer.host.replace(/^::ffff:(?=\d+\.)/, ''),
    remote_port: String(peer.port),
    server_addr: local.host,
    server_port: String(local.port),
    proxy_add_x_forwarded_for: [headerOf(request.headers, 'X-Forwarded-For'), peer.host]
      .filter(Boolean)
      .join(', '),
    hostname: context.p.hostname(),
    nginx_version: context.version,
  }
  return text.replace(/\$\{?([a-z_][a-z0-9_]*)\}?/g, (all, name: string) => {
    if (Object.hasOwn(values, name)) return values[name]!
    if (name.startsWith('http_')) return headerOf(request.headers, name.slice(5).replaceAll('_', '-')) ?? ''
    return all
  })
}

function fileAt({ prefix }: Context, location: Location | undefined, scope: Scope, path: string): string {
  const alias = find(scope[0]!, 'alias')?.args[0]
  if (alias !== undefined && location) return alias + path.slice(location.path.length)
  const root = inScope(scope, 'root')?.args[0] ?? 'html'
  return (root.startsWith('/') ? root : `${prefix}/${root}`).replace(/\/$/, '') + path
}
function typeAt(p: Process, path: string): number | undefined {
  try {
    return p.stat(path).mode & S_IFMT
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}
const isDirectory = (p: Process, path: string): boolean => typeAt(p, path) === S_IFDIR
const isFile = (p: Process, path: string): boolean => ![undefined, S_IFDIR].includes(typeAt(p, path))

async function serveFile(
  context: Context,
  location: Location | undefined,
  scope: Scope,
  path: string,
): Promise<Reply | string> {
  const { p, request } = context
  const file = fileAt(context, location, scope, path)
  if (path.endsWith('/')) {
    const names = inScope(scope, 'index')?.args ?? ['index.html']
    for (const name of names) {
      if (name.startsWith('/')) return name
      // An index is another path within: it may have a location of its own.
      if (isFile(p, file + name)) return readFile(context, scope, file + name)
    }
    if (!isDirectory(p, file)) return missing(context, `${file}${names[0] ?? ''}`)
    if (inScope(scope, 'autoindex')?.args[0] === 'on') return listing(context, file, path)
    await context.error(`directory index of "${file}" is forbidden`)
    return page(context, 403)
  }
  if (isDirectory(p, file)) {
    const host = headerOf(request.headers, 'Host')
    return redirect(context, 301, `${host === undefined ? '' : `http://${host}`}${path}/`)
  }
  return readFile(context, scope, file)
}

async function missing(context: Context, file: string): Promise<Reply> {
  await context.error(`open() "${file}" failed (2: No such file or directory)`)
  return page(context, 404)
}

async function readFile(context: Context, scope: Scope, file: string): Promise<Reply> {
  const { p, request } = context
  let body: Body
  try {
    body = p.readFile(file)
  } catch (error) {
    if (!isErrno(error)) throw error
    if (error.errno !== 'EACCES') return missing(context, file)
    await context.error(`open() "${file}" failed (13: Permission denied)`)
    return page(context, 403)
  }
  const { mtime, size } = p.stat(file)
  const seconds = Number(mtime / 1_000_000_000n)
  const etag = `"${seconds.toString(16)}-${size.toString(16)}"`
  const common: [string, string][] = [
    ['Last-Modified', httpDate(mtime)],
    ['ETag', etag],
  ]
  if (headerOf(request.headers, 'If-None-Match') === etag)
    return { status: 304, headers: common, body: EMPTY }
  return {
    status: 200,
    headers: [
      ['Content-Type', mediaType(scope, file)],
      ['Content-Length', String(size)],
      ...common,
      ['Accept-Ranges', 'bytes'],
    ],
    body,
  }
}

/** By `types` and `default_type`. */
function mediaType(scope: Scope, file: string): string {
  const extension = extensionOf(file)
  const types = inScope(scope, 'types')?.block ?? []
  const found = types.find(({ args }) => args.includes(extension))?.name
  const builtIn: Readonly<Record<string, string>> = { html: 'text/html', gif: 'image/gif', jpg: 'image/jpeg' }
  return (
    found ??
    (types.length === 0 ? builtIn[extension] : undefined) ??
    inScope(scope, 'default_type')?.args[0] ??
    'text/plain'
  )
}

function listing({ p }: Context, directory: string, path: string): Reply {
  const entries = p
    .readdir(directory)
    .filter(({ name }) => !name.startsWith('.'))
    .map(({ name, type }) => ({ name, folder: (type & S_IFMT) === S_IFDIR, stat: p.stat(directory + name) }))
    .sort((a, b) => Number(b.folder) - Number(a.folder) || (a.name < b.name ? -1 : 1))
  const lines = entries.map(({ name, folder, stat }) => {
    const shown = folder ? `${name}/` : name
    const date = httpDate(stat.mtime)
      .slice(5, 22)
      .replaceAll(' ', '-')
      .replace(/-(?=\d\d:)/, ' ')
    const pad = ' '.repeat(Math.max(1, 51 - shown.length))
    return `<a href="${encodeURI(shown)}">${shown}</a>${pad}${date} ${(folder ? '-' : String(stat.size)).padStart(19)}\r\n`
  })
  const title = `Index of ${path}`
  return {
    status: 200,
    headers: [['Content-Type', 'text/html']],
    body: textBody(
      `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<h1>${title}</h1><hr><pre><a href="../">../</a>\r\n${lines.join('')}</pre><hr></body>\r\n</html>\r\n`,
    ),
  }
}

/** The whole answer: with the fields that all have. */
export function finished(
  { p, request, version }: Context,
  { status, headers, body }: Reply,
  scope: Scope,
): WebAnswer {
  const asked = headerOf(request.headers, 'Connection')?.toLowerCase()
  const close = asked === 'close' || (request.version === '1.0' && asked !== 'keep-alive')
  const shown = inScope(scope, 'server_tokens')?.args[0] === 'off' ? 'nginx' : `nginx/${version}`
  const [type, ...rest] = headers
  const length = headerOf(headers, 'Content-Length') === undefined && status !== 304
  const added = scope[0]!
    .filter(({ name }) => name === 'add_header')
    .map(({ args }): [string, string] => [args[0] ?? '', args[1] ?? ''])
  return {
    line: `HTTP/1.1 ${status} ${REASONS[status] ?? ''}`,
    headers: [
      ['Server', shown],
      ['Date', httpDate(p.now())],
      ...(type ? [type] : []),
      ...(length ? [['Content-Length', String(body.size)] as const] : []),
      ...rest.filter(([name]) => name === 'Content-Length' || name === 'Last-Modified'),
      ['Connection', close ? 'close' : 'keep-alive'],
      ...rest.filter(([name]) => name !== 'Content-Length' && name !== 'Last-Modified'),
      ...added,
    ],
    body,
    bodiless: request.method === 'HEAD',
    close,
  }
}
