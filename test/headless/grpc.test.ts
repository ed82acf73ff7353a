import { connect as http2 } from 'node:http2'
import { connect } from 'node:net'
import { Duplex } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { NO_BUILDKIT } from '../../src/headless/serve/grpc.ts'
import { EngineServer } from '../../src/headless/serve/server.ts'
import { labOf } from '../oracle/profile/world.ts'

const server = new EngineServer(labOf().open({ buildxPlugin: false }), {
  pace: 'instant',
  onBug: (error) => {
    throw error
  },
})
let port: number
beforeAll(async () => {
  port = await server.listen(0, '127.0.0.1')
})
afterAll(() => server.close())

/** A connection that was taken over, as buildx does it. */
const taken = (): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', reject)
    socket.write('POST /v1.50/grpc HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
    socket.once('data', (bytes: Buffer) => {
      expect(bytes.subarray(0, 12).toString()).toBe('HTTP/1.1 101')
      const both = new Duplex({
        read: () => {},
        write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, done),
        destroy: (error, done) => {
          socket.destroy()
          done(error)
        },
      })
      const end = bytes.indexOf('\r\n\r\n') + 4
      if (end < bytes.length) both.push(bytes.subarray(end))
      socket.on('data', (more: Buffer) => both.push(more))
      resolve(both)
    })
  })

it('refuses BuildKit over gRPC in one sentence', async () => {
  const socket = await taken()
  const session = http2('http://docker', { createConnection: () => socket })
  for (const method of ['ListWorkers', 'Solve']) {
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const request = session.request({
        ':method': 'POST',
        ':path': `/moby.buildkit.v1.Control/${method}`,
        'content-type': 'application/grpc',
      })
      request.once('response', resolve)
      request.once('error', reject)
      request.end()
    })
    expect(headers['grpc-status']).toBe('12')
    expect(headers['grpc-message']).toBe(NO_BUILDKIT)
  }
  session.destroy()
})
