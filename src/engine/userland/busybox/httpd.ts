import { type Body, textBody } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import type { WebRequest } from '../../base/web-request.ts'
import type { Process } from '../../kernel/process.ts'
import { S_IFDIR, S_IFMT } from '../../vfs/filesystem.ts'
import { listenOn } from '../net/client/connect.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Main } from '../program.ts'
import { extensionOf, httpDate, normalized } from '../services/web/files.ts'
import { serve, type WebAnswer } from '../services/web/loop.ts'

const OPTIONS = optionTable('', '-i -f -v -p: -u: -h: -r: -c: -m: -e: -d:')
const BACKLOG = 9
const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  302: 'Found',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  501: 'Not Implemented',
}
const TEXTS: Readonly<Record<number, string>> = {
  302: '',
  400: 'Unsupported method',
  403: '',
  404: 'The requested URL was not found',
  501: 'The requested method is not recognized',
}
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  h: 'text/plain',
  c: 'text/plain',
  css: 'text/css',
  js: 'text/javascript',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
}

/** busybox's web server, over IPv4 and IPv6: it serves the files of a folder. */
export const httpdMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const { p } = io
  for (const key of ['i', 'u', 'r', 'c', 'm', 'e', 'd'])
    if (options.has(key)) throw new Failure(`option -${key} is not part of this simulation`)
  const home = options.get('h') ?? '.'
  try {
    p.chdir(home)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`can't change directory to '${home}': ${error.message}`)
  }
  const m = /^(?:(\[[^\]]+\]|[^:]+):)?(\d+)$/.exec(options.get('p') ?? '80')
  if (!m) throw new Failure(`bad port '${options.get('p')}'`)
  const host = (m[1] ?? '::').replace(/^\[(.*)\]$/, '$1')
  let listener: number
  try {
    listener = listenOn(p, { host, port: Number(m[2]) }, { backlog: BACKLOG })
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`bind: ${error.message}`)
  }
  const run = async (own: Process): Promise<number> => {
    await serve(own, {
      listeners: [listener],
      keepAlive: 60e9,
      stopping: () => undefined,
      answer: async (request, peer) => {
        const answer = 'bad' in request ? failure(own, 400, false) : respond(own, request)
        if (options.has('v')) {
          const shown = peer.host.includes(':') ? `[${peer.host}]` : peer.host
          await own.write(2, `${shown}:${peer.port}: response:${answer.line.split(' ')[1]}\n`)
        }
        return answer
      },
    })
    return 0
  }
  if (options.has('f')) return run(p)
  p.fork(async (child) => {
    child.setsid()
    return run(child)
  })
  return 0
}

function answerOf(status: number, fields: [string, string][], body: Body, bodiless: boolean): WebAnswer {
  return { line: `HTTP/1.1 ${status} ${REASONS[status]}`, headers: fields, body, bodiless, close: true }
}

function failure(p: Process, status: number, bodiless: boolean, location?: string): WebAnswer {
  const title = `${status} ${REASONS[status]}`
  const body = textBody(
    `<HTML><HEAD><TITLE>${title}</TITLE></HEAD>\n<BODY><H1>${title}</H1>\n${TEXTS[status]}\n</BODY></HTML>\n`,
  )
  const fields: [string, string][] = [
    ['Date', httpDate(p.now())],
    ['Connection', 'close'],
    ['Content-type', 'text/html'],
    ...(location === undefined ? [] : [['Location', location] as [string, string]]),
  ]
  return answerOf(status, fields, body, bodiless)
}

function respond(p: Process, request: WebRequest): WebAnswer {
  const bodiless = request.method === 'HEAD'
  if (request.method !== 'GET' && !bodiless) return failure(p, 501, false)
  const path = normalized(request.path)
  if (path === undefined) return failure(p, 400, bodiless)
  let file = `.${path}`
  try {
    if ((p.stat(file).mode & S_IFMT) === S_IFDIR) {
      if (!path.endsWith('/')) return failure(p, 302, bodiless, `${path}/`)
      file += 'index.html'
    }
    const body = p.readFile(file)
    const { mtime, size } = p.stat(file)
    const seconds = Number(mtime / 1_000_000_000n)
    return answerOf(
      200,
      [
        ['Date', httpDate(p.now())],
        ['Connection', 'close'],
        ['Content-type', TYPES[extensionOf(file)] ?? 'application/octet-stream'],
        ['Accept-Ranges', 'bytes'],
        ['Last-Modified', httpDate(mtime)],
        ['ETag', `"${seconds.toString(16)}-${size.toString(16)}"`],
        ['Content-Length', String(size)],
      ],
      body,
      bodiless,
    )
  } catch (error) {
    if (!isErrno(error)) throw error
    return failure(p, error.errno === 'EACCES' ? 403 : 404, bodiless)
  }
}
