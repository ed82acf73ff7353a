import { bytesBody } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import { concatBytes, encode } from '../../../base/text.ts'
import { connectTo, TimedOut } from '../../net/client/connect.ts'
import { NoReply, ReplyReader } from '../../net/http/reply.ts'
import { ResolveError, resolve } from '../../net/resolve.ts'
import { type Context, errorPage, expand, type Reply } from './respond.ts'
import type { Location, Scope } from './servers.ts'

const CONNECT_LIMIT = 60e9
/** Fields of a connection, not of a message. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'server', 'date']

const failed = ({ version }: Context, status: number): Reply => ({
  status,
  headers: [['Content-Type', 'text/html']],
  body: errorPage(status, version),
})

/** `proxy_pass`: asks another server, and hands on what it says. */
export async function forward(
  context: Context,
  target: string,
  location: Location,
  scope: Scope,
): Promise<Reply> {
  const { p, request } = context
  const upstreams = scope.flatMap((block) => block.filter(({ name }) => name === 'upstream'))
  const m = /^http:\/\/([^/:]+|\[[^\]]+\])(?::(\d+))?(\/.*)?$/.exec(target)
  if (!m) return failed(context, 500)
  const upstream = upstreams.find(({ args }) => args[0] === m[1])
  const [host = '', port = '80'] = upstream
    ? (upstream.block?.find(({ name }) => name === 'server')?.args[0] ?? '').split(':')
    : [m[1]!.replace(/^\[(.*)\]$/, '$1'), m[2] ?? '80']
  const path = m[3] === undefined ? request.target : m[3] + request.target.slice(location.path.length)
  const given = scope[0]!
    .filter(({ name }) => name === 'proxy_set_header')
    .map(({ args }): [string, string] => [args[0] ?? '', expand(args[1] ?? '', context, request.path)])
  const set = (name: string): boolean => given.some(([own]) => own.toLowerCase() === name.toLowerCase())
  const headers = [
    ...(set('Host') ? [] : [['Host', `${m[1]}${m[2] === undefined ? '' : `:${m[2]}`}`] as [string, string]]),
    ...given,
    ['Connection', 'close'] as [string, string],
    ...request.headers.filter(
      ([name]) => !set(name) && !['host', 'connection', 'content-length'].includes(name.toLowerCase()),
    ),
    ...(request.body.length > 0 ? [['Content-Length', String(request.body.length)] as [string, string]] : []),
  ]
  let fd: number
  try {
    const [address] = await resolve(p, host)
    fd = await connectTo(p, { host: address!, port: Number(port) }, { limit: CONNECT_LIMIT })
  } catch (error) {
    if (error instanceof TimedOut) {
      await context.error('upstream timed out (110: Connection timed out) while connecting to upstream')
      return failed(context, 504)
    }
    if (!(error instanceof ResolveError) && !isErrno(error)) throw error
    const number = isErrno(error, 'ECONNREFUSED') ? 111 : 113
    await context.error(`connect() failed (${number}: ${error.message}) while connecting to upstream`)
    return failed(context, 502)
  }
  try {
    const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    await p.net.send(
      fd,
      concatBytes([encode(`${request.method} ${path} HTTP/1.0\r\n${fields}\r\n`), request.body]),
      { noSignal: true },
    )
    const reply = await new ReplyReader(p, fd).read(request.method === 'HEAD')
    const kept = reply.headers.filter(([name]) => !HOP_BY_HOP.includes(name.toLowerCase()))
    const type = kept.findIndex(([name]) => name.toLowerCase() === 'content-type')
    const ordered = type > 0 ? [kept[type]!, ...kept.filter((_, i) => i !== type)] : kept
    return { status: reply.status, headers: ordered, body: bytesBody(reply.body) }
  } catch (error) {
    if (!(error instanceof NoReply) && !isErrno(error)) throw error
    await context.error('upstream prematurely closed connection while reading response header from upstream')
    return failed(context, 502)
  } finally {
    p.close(fd)
  }
}
