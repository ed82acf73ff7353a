import { performServerHandshake } from 'node:http2'
import type { Duplex } from 'node:stream'

/** What a client of BuildKit is told, whatever it asks. */
export const NO_BUILDKIT =
  'Strata does not build with BuildKit over HTTP: set DOCKER_BUILDKIT=0, or build in its own shell'

/** gRPC's code for a method that is not there (status.proto, UNIMPLEMENTED). */
const UNIMPLEMENTED = '12'

/** Where BuildKit's clients take the connection over to speak HTTP/2 on it. */
export const isGrpc = (method: string | undefined, url: string | undefined): boolean =>
  method === 'POST' && /^(\/v[0-9.]+)?\/grpc(\?|$)/.test(url ?? '')

/** Takes a connection over as the client wants it, and refuses every call on it in one sentence. */
export function refuseCalls(socket: Duplex): void {
  socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
  const session = performServerHandshake(socket)
  session.on('error', () => socket.destroy())
  session.on('stream', (stream) => {
    stream.on('error', () => stream.destroy())
    stream.respond(
      {
        ':status': 200,
        'content-type': 'application/grpc',
        'grpc-status': UNIMPLEMENTED,
        'grpc-message': NO_BUILDKIT,
      },
      { endStream: true },
    )
  })
}
