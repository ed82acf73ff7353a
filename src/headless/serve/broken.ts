import type { Duplex } from 'node:stream'

/** Bytes of headers that are read (Go, http.DefaultMaxHeaderBytes and its slack). */
export const MAX_HEADER = (1 << 20) + 4096

/** A whole answer to what is no request, after which the connection ends (Go, net/http, conn.serve). */
const plain = (status: string, text = status): string =>
  `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${text}`

const json = (status: string, message: string): string => {
  const body = `${JSON.stringify({ message })}\n`
  return `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

export const NOT_FOUND = json('404 Not Found', 'page not found')
export const NO_HOST = plain('400 Bad Request: missing required Host header')
export const BAD_REQUEST = plain('400 Bad Request')

/** Answers to what Node's parser refuses, by its codes. */
const ANSWERS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: plain('431 Request Header Fields Too Large'),
  HPE_INVALID_VERSION: plain('505 HTTP Version Not Supported: unsupported protocol version'),
  HPE_INVALID_TRANSFER_ENCODING: plain('501 Not Implemented', 'Unsupported transfer encoding'),
  HPE_INVALID_CHUNK_SIZE: json('400 Bad Request', 'invalid JSON: invalid byte in chunk length'),
}

/** A request whose method alone is unknown has no page. */
const OTHER_METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP\/1\.[01]\r\n/

const CUT_OFF = json('400 Bad Request', 'invalid JSON: unexpected EOF')

/** Answers what cannot be read as HTTP. `asking`: a request is on its way, whose body is not there yet. */
export function answerBroken(
  error: Error & { code?: string; rawPacket?: Buffer },
  socket: Duplex,
  asking: boolean,
): void {
  const { code = '', rawPacket } = error
  const ended = code === 'HPE_INVALID_EOF_STATE'
  if (!socket.writable || code === 'ECONNRESET' || (ended && !asking)) {
    socket.destroy()
    return
  }
  if (ended) {
    socket.end(CUT_OFF)
    return
  }
  const unknown = code === 'HPE_INVALID_METHOD' && OTHER_METHOD.test(rawPacket?.toString('latin1') ?? '')
  socket.end(unknown ? NOT_FOUND : (ANSWERS[code] ?? BAD_REQUEST))
}
