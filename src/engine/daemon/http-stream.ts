import { bytesBody, chunksOf } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import { type HttpRequest, type HttpResponse, headerOf, REASONS } from '../base/http.ts'
import { concatBytes, encode } from '../base/text.ts'
import { type BadRequest, RequestBuffer, type WebRequest } from '../base/web-request.ts'
import type { Fd, Process } from '../kernel/process.ts'

const BLOCK = 65536

/** Answers the requests that come over a connection, as Go's net/http does, until one of both closes it. */
export async function serveStream(
  p: Process,
  fd: Fd,
  answer: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<void> {
  const buffer = new RequestBuffer()
  try {
    for (;;) {
      const { data } = await p.net.recv(fd, BLOCK)
      if (data.length === 0) return
      buffer.add(data)
      for (let request = buffer.next(); request; request = buffer.next()) {
        const refused = refusal(request)
        if (refused !== undefined) {
          await p.net.send(fd, encode(refused), { noSignal: true })
          return
        }
        const { method, target, headers, body, version } = request as WebRequest
        const response = await answer({ method, target, headers, body: bytesBody(body) })
        await p.net.send(fd, written(response, version), { noSignal: true })
        if (closes(request as WebRequest)) return
      }
    }
  } catch (error) {
    // The other end is gone.
    if (!isErrno(error, 'EPIPE', 'ECONNRESET')) throw error
  }
}

/** What is said to a request that is none. */
function refusal(request: WebRequest | BadRequest): string | undefined {
  const why =
    'bad' in request
      ? ''
      : request.version === '1.1' && headerOf(request.headers, 'Host') === undefined
        ? ': missing required Host header'
        : undefined
  if (why === undefined) return undefined
  return `HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request${why}`
}

const closes = ({ version, headers }: WebRequest): boolean => {
  const wanted = headerOf(headers, 'Connection')?.toLowerCase()
  return wanted === 'close' || (version === '1.0' && wanted !== 'keep-alive')
}

function written({ status, headers, body }: HttpResponse, version: string): Uint8Array {
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const line = `HTTP/${version === '1.0' ? '1.0' : '1.1'} ${status} ${REASONS[status] ?? ''}\r\n`
  return concatBytes([encode(`${line}${fields}\r\n`), ...chunksOf(body)])
}
