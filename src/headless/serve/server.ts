import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { ListenOptions } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Hijack, RouteKey, Stream, Value } from '../../engine/daemon/api.ts'
import type { Connection } from '../../engine/kernel/process.ts'
import type { World } from '../../engine/world.ts'
import { Driver, type Errand, type Pace } from './driver.ts'
import { frameType, sendFrames, serveHijack, upgradeHead } from './hijack.ts'
import { routerOf, type Target, versionProblem } from './paths.ts'
import { failureOf, sendError, sendLines, sendValue } from './reply.ts'
import { readRequest } from './request.ts'
import { ALIASES, WIRES } from './routes.ts'
import type { AnyWire } from './wire.ts'

const SOCKET = '/run/docker.sock'
/** How patient a client is that listens, and a person at a terminal, in milliseconds of silence. */
const LISTENING = 200
const TYPING = 1000
const route = routerOf(Object.keys(WIRES) as RouteKey[], ALIASES)

interface Version {
  readonly Version: string
  readonly ApiVersion: string
  readonly MinAPIVersion: string
  readonly Os: string
  readonly Experimental?: boolean
}

type Reply = Value<unknown> | Stream<unknown> | Hijack

/** What the daemon answers in its own shapes, before HTTP. */
interface Asked {
  readonly target: Target
  readonly wire: AnyWire
  readonly request: { params: unknown; query?: Record<string, unknown>; body?: unknown; auth?: unknown }
}

/** A world's Engine API over HTTP. It listens where the caller says; `close` ends all connections. */
export class EngineServer {
  readonly server: Server
  /** Work for somebody outside may be done through it. */
  readonly driver: Driver
  private readonly onBug: (error: unknown) => void
  private version: Version | undefined
  /** Connections that clients took over. */
  private readonly taken = new Set<Duplex>()

  constructor(world: World, options: { pace: Pace; onBug(error: unknown): void }) {
    this.onBug = options.onBug
    this.driver = new Driver(world, options)
    this.server = createServer((message, response) => this.guarded(message, response))
    this.server.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.upgrade(message, socket, head).catch((error: unknown) => {
        this.onBug(error)
        socket.destroy()
      })
    })
  }

  /** Waits until the server listens. Returns its port. */
  async listen(port: number, host: string): Promise<number> {
    await this.bind({ port, host })
    const address = this.server.address()
    if (address === null || typeof address === 'string') throw new Error('not a TCP port')
    return address.port
  }

  /** Listens on a Unix socket. */
  listenAt(path: string): Promise<void> {
    return this.bind({ path })
  }

  private async bind(where: ListenOptions): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(where, resolve)
    })
  }

  async close(): Promise<void> {
    this.driver.close()
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => resolve())
    })
    this.server.closeAllConnections()
    for (const socket of this.taken) socket.destroy()
    await closed
  }

  private guarded(message: IncomingMessage, response: ServerResponse): void {
    this.answer(message, response).catch((error: unknown) => {
      const failure = failureOf(error)
      if (!failure) this.onBug(error)
      if (response.headersSent) response.destroy()
      else {
        const { status, message } = failure ?? { status: 500, message: String(error) }
        sendError(response, status, message)
      }
    })
  }

  private async answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const found = this.find(message)
    if (!found) return sendError(response, 404, 'page not found')
    const version = await this.describe()
    for (const [name, value] of Object.entries(headersOf(version))) response.setHeader(name, value)
    const { target, search } = found
    const problem =
      target.version && versionProblem(target.version, version.MinAPIVersion, version.ApiVersion)
    if (problem) return sendError(response, 400, problem)
    const asked = await this.ask(message, target, search)
    const { wire } = asked
    const errand = this.driver.run(
      'serve',
      async (process) => {
        const connection = process.connect(SOCKET)
        const raw = await isRaw(connection, asked)
        const reply = (await connection.call(requestOf(asked))) as Reply
        if (response.destroyed) {
          if (reply.kind !== 'value') reply.close()
        } else if (reply.kind === 'value') sendValue(response, wire.reply, reply)
        else {
          response.once('close', () => {
            reply.close()
            errand.kill()
          })
          if (reply.kind === 'stream') {
            if (wire.reply.kind !== 'lines') throw new Error(`${target.key}: a stream without lines`)
            await sendLines(response, wire.reply, reply)
          } else {
            response.writeHead(200, { 'Content-Type': frameType(raw) })
            response.flushHeaders()
            await sendFrames(reply, raw, (bytes) => response.write(bytes))
            response.end()
          }
        }
      },
      patienceFor(asked),
    )
    await errand.ended
  }

  /** A connection that the client takes over: `docker attach`, `docker exec`. */
  private async upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const found = this.find(message)
    const version = await this.describe()
    const refuse = (status: number, text: string): void => {
      const body = `${JSON.stringify({ message: text })}\n`
      socket.end(
        `HTTP/1.1 ${status} \r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      )
    }
    if (!found || (WIRES[found.target.key] as AnyWire).reply.kind !== 'frames')
      return refuse(404, 'page not found')
    if (head.length > 0) socket.unshift(head)
    this.taken.add(socket)
    socket.once('close', () => this.taken.delete(socket))
    socket.on('error', () => socket.destroy())
    let errand: Errand | undefined
    try {
      const asked = await this.ask(message, found.target, found.search)
      errand = this.driver.run(
        'serve',
        async (process) => {
          const connection = process.connect(SOCKET)
          const raw = await isRaw(connection, asked)
          const hijack = (await connection.call(requestOf(asked))) as Hijack
          if (raw && errand) errand.patience = TYPING
          socket.write(upgradeHead(raw, headersOf(version)))
          socket.once('close', () => {
            hijack.close()
            errand?.kill()
          })
          await serveHijack(process, hijack, raw, socket)
        },
        LISTENING,
      )
      socket.on('data', (bytes: Buffer) => errand?.feed(new Uint8Array(bytes)))
      socket.on('end', () => errand?.endInput())
      await errand.ended
    } catch (error) {
      const failure = failureOf(error)
      if (!failure) throw error
      refuse(failure.status, failure.message)
    }
  }

  private find(message: IncomingMessage): { target: Target; search: URLSearchParams } | undefined {
    const [path = '', search = ''] = (message.url ?? '').split(/\?(.*)/s)
    const method = message.method === 'HEAD' && /\/_ping$/.test(path) ? 'GET' : (message.method ?? '')
    const target = route(method, path)
    return target && { target, search: new URLSearchParams(search) }
  }

  private async ask(message: IncomingMessage, target: Target, search: URLSearchParams): Promise<Asked> {
    const wire = WIRES[target.key] as AnyWire
    const rest = await readRequest(wire, message, search)
    return { target, wire, request: { params: target.params, ...rest } }
  }

  /** What the daemon says of itself; asked once. */
  private async describe(): Promise<Version> {
    if (!this.version)
      await this.driver.run('serve', async (process) => {
        const reply = (await process.connect(SOCKET).call({ route: 'GET /version' })) as Value<Version>
        this.version = reply.value
      }).ended
    return this.version!
  }
}

/** A client that listens may ask for more before what it hears goes on; one that was asked for one thing waits. */
function patienceFor({ wire: { reply }, request }: Asked): number {
  if (reply.kind === 'frames') return LISTENING
  if (reply.kind !== 'lines') return 0
  return reply.watches(request.query ?? {}) ? Number.POSITIVE_INFINITY : reply.early ? LISTENING : 0
}

const requestOf = ({ target, request }: Asked): object => ({ route: target.key, ...request })

const headersOf = ({ ApiVersion, Experimental, Os, Version }: Version): Record<string, string> => ({
  'Api-Version': ApiVersion,
  'Docker-Experimental': String(Experimental ?? false),
  Ostype: Os,
  Server: `Docker/${Version} (${Os})`,
})

/** Whether output goes raw, since a terminal is attached. */
async function isRaw(connection: Connection, { wire, target, request }: Asked): Promise<boolean> {
  if (wire.reply.kind !== 'frames') return false
  if (wire.reply.tty === 'body') return (request.body as { Tty?: boolean }).Tty ?? false
  const reply = (await connection.call({
    route: 'GET /containers/{id}/json',
    params: target.params,
  })) as Value<{ Config: { Tty?: boolean } }>
  return reply.value.Config.Tty ?? false
}
