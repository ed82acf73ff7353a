import { bytesBody, bytesOf, textBody } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { type HttpRequest, REASONS } from '../../base/http.ts'
import { decode } from '../../base/text.ts'
import type { WebRequest } from '../../base/web-request.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { listenOn } from '../net/client/connect.ts'
import { serve, type WebAnswer } from './web/loop.ts'

/** What Go's net/http asks of listen(2): the kernel's somaxconn. */
const BACKLOG = 4096
const KEEP_ALIVE = 90e9
/** The host's own registry, as what it keeps is known to the network. */
const STORAGE = { host: 'localhost', port: 5000, tls: false } as const

/**
 * docker-registry, Debian's build of docker/distribution 2.8: `docker-registry serve CONFIG`. It listens where `http: addr:` of its
 * configuration says. What it keeps is the registry that the daemon pushes to.
 */
export const dockerRegistry: Program = {
  name: 'docker-registry',
  async run(p) {
    const [command, file] = p.argv.slice(1)
    if (command !== 'serve' || file === undefined) {
      await p.write(2, USAGE)
      return command === undefined ? 0 : 1
    }
    let addr: string | undefined
    try {
      addr = addressIn(decode(bytesOf(p.readFile(file))))
    } catch (error) {
      if (!isErrno(error)) throw error
      await p.write(2, `configuration error: open ${file}: ${error.message.toLowerCase()}\n${USAGE}`)
      return 1
    }
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(addr ?? '') ?? []
    let listener: number
    try {
      listener = listenOn(p, { host: host === '' ? '::' : host, port: Number(port) }, { backlog: BACKLOG })
    } catch (error) {
      if (!isErrno(error)) throw error
      await p.write(2, `listen tcp ${addr}: bind: ${error.message.toLowerCase()}\n`)
      return 1
    }
    await serve(p, {
      listeners: [listener],
      keepAlive: KEEP_ALIVE,
      stopping: () => undefined,
      answer: async (request) => ('bad' in request ? BAD_REQUEST : answer(p, request)),
    })
    return 0
  },
}

const USAGE = `Usage:
  docker-registry serve <config> [flags]
Flags:
  -h, --help=false: help for serve
`

const BAD_REQUEST: WebAnswer = {
  line: 'HTTP/1.1 400 Bad Request',
  headers: [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Connection', 'close'],
  ],
  body: textBody('400 Bad Request'),
  bodiless: false,
  close: true,
}

/** `addr` below `http:`, the one key of the file that says where it listens. */
const addressIn = (yaml: string): string | undefined =>
  /^http:\s*\n(?:[ \t]+.*\n)*?[ \t]+addr:[ \t]*(\S+)/m.exec(yaml)?.[1]

async function answer(
  p: Process,
  { method, target, headers, body, version }: WebRequest,
): Promise<WebAnswer> {
  const request: HttpRequest = {
    method,
    target,
    headers,
    ...(body.length > 0 && { body: bytesBody(body) }),
  }
  const response = await p.http(STORAGE, request)
  return {
    line: `HTTP/1.1 ${response.status} ${REASONS[response.status] ?? ''}`,
    headers: response.headers,
    body: response.body,
    bodiless: method === 'HEAD',
    close: version === '1.0',
  }
}
