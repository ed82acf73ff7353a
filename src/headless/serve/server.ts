import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { ListenOptions } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Hijack, Stream, Value } from '../../engine/daemon/api.ts'
import type { World } from '../../engine/world.ts'
import {
  type Asked,
  detaches,
  headersOf,
  isRaw,
  LISTENING,
  patienceFor,
  requestOf,
  streamType,
  TYPING,
  type Version,
} from './asked.ts'
import { answerBroken, BAD_REQUEST, MAX_HEADER, NO_HOST, NOT_FOUND } from './broken.ts'
import { Driver, type Errand, type Pace } from './driver.ts'
import { isGrpc, refuseCalls } from './grpc.ts'
import { refusal, sendHijack, sendRaw, serveHijack, upgradeHead } from './hijack.ts'
import { cleanPath, readsPlainErrors, readUrl, routerOf, type Target, versionProblem } from './paths.ts'
import { failureOf, sendError, sendLines, sendText, sendValue } from './reply.ts'
import { readForm, readRequest } from './request.ts'
import { ALIASES, WIRES } from './routes.ts'
import type { AnyWire, HttpRoute } from './wire.ts'

const SOCKET = '/run/docker.sock'
const route = routerOf(Object.keys(WIRES) as HttpRoute[], ALIASES)

type Reply = Value<unknown> | Stream<unknown> | Hijack

/** A world's Engine API over HTTP. It listens where the caller says; `close` ends all connections. */
export class EngineServer {
  readonly server: Server
  /** Work for somebody outside may be done through it. */
  readonly driver: Driver
  private readonly onBug: (error: unknown) => void
  private version: Version | undefined
  /** Connections that clients took over. */
  private readonly taken = new Set<Duplex>()
  /** Connections with a request that has no answer yet. */
  private readonly asking = new WeakSet<Duplex>()

  constructor(world: World, options: { pace: Pace; onBug(error: unknown): void }) {
    this.onBug = options.onBug
    this.driver = new Driver(world, options)
    // Node's types do not know this option yet.
    const settings = {
      maxHeaderSize: MAX_HEADER,
      requireHostHeader: false,
      shouldUpgradeCallback: (message: IncomingMessage) => this.mayTake(message),
    } as ServerOptions
    this.server = createServer(settings, (message, response) => this.guarded(message, response))
    this.server.on('clientError', (error, socket) => answerBroken(error, socket, this.asking.has(socket)))
    this.server.on('connect', (_message, socket: Duplex) => socket.end(NOT_FOUND))
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
    const { socket } = message
    this.asking.add(socket)
    response.once('finish', () => this.asking.delete(socket))
    this.answer(message, response).catch((error: unknown) => {
      const failure = failureOf(error)
      if (!failure) this.onBug(error)
      const { status, message: text } = failure ?? { status: 500, message: String(error) }
      if (response.headersSent) response.destroy()
      else if (this.failsRaw(message)) sendRaw(response, status, text)
      else sendError(response, status, text)
    })
  }

  private async answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const named = readUrl(message.url ?? '')
    const hostless = message.httpVersion === '1.1' && message.headers.host === undefined
    if (!named || hostless || message.httpVersion === '0.9') {
      response.socket?.end(hostless ? NO_HOST : BAD_REQUEST)
      return
    }
    if (message.method === 'OPTIONS') {
      response.writeHead(200, { 'Content-Length': 0 }).end()
      return
    }
    const { path, search } = named
    const clean = cleanPath(path)
    if (path !== clean) {
      const location = search === undefined ? clean : `${clean}?${search}`
      response.writeHead(301, { Location: location, 'Content-Length': 0 }).end()
      return
    }
    const found = this.find(message)
    if (!found) return sendError(response, 404, 'page not found')
    const version = await this.describe()
    const { 'Docker-Experimental': experimental, ...headers } = headersOf(version)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const { target, search: query } = found
    const problem =
      target.version && versionProblem(target.version, version.MinAPIVersion, version.ApiVersion)
    if (problem) {
      if (readsPlainErrors(target.version!)) return sendText(response, 400, problem)
      return sendError(response, 400, problem)
    }
    response.setHeader('Docker-Experimental', experimental!)
    const asked = await this.ask(message, target, query)
    const errand = this.driver.run(
      'serve',
      async (process) => {
        const connection = process.connect(SOCKET)
        const raw = await isRaw(connection, asked)
        const reply = (await connection.call(requestOf(asked))) as Reply
        if (response.destroyed) {
          if (reply.kind !== 'value') reply.close()
        } else if (reply.kind === 'value') sendValue(response, asked.wire.reply, reply)
        else if (detaches(asked)) {
          reply.close()
          response.writeHead(200, { 'Content-Length': 0 }).end()
        } else {
          response.once('close', () => {
            reply.close()
            errand.kill()
          })
          const { reply: wire } = asked.wire
          const type = streamType(asked, raw)
          if (reply.kind === 'hijack')
            await sendHijack(response, reply, { taken: wire.kind === 'frames' && wire.taken, raw, type })
          else if (wire.kind === 'lines') await sendLines(response, wire, reply)
          else throw new Error(`${target.key}: a stream without lines`)
        }
      },
      patienceFor(asked),
    )
    await errand.ended
  }

  /** A connection that the client takes over: `docker attach`, `docker exec`. */
  private async upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (isGrpc(message.method, message.url)) {
      if (head.length > 0) socket.unshift(head)
      this.taken.add(socket)
      socket.once('close', () => this.taken.delete(socket))
      refuseCalls(socket)
      return
    }
    const { target, search } = this.find(message)!
    const { reply } = WIRES[target.key] as AnyWire
    const version = await this.describe()
    if (head.length > 0) socket.unshift(head)
    this.taken.add(socket)
    socket.once('close', () => this.taken.delete(socket))
    socket.on('error', () => socket.destroy())
    let errand: Errand | undefined
    try {
      const asked = await this.ask(message, target, search)
      errand = this.driver.run(
        'serve',
        async (process) => {
          const connection = process.connect(SOCKET)
          const raw = await isRaw(connection, asked)
          const hijack = (await connection.call(requestOf(asked))) as Hijack
          if (raw && errand) errand.patience = TYPING
          socket.write(upgradeHead(streamType(asked, raw), headersOf(version)))
          if (socket.destroyed) return hijack.close()
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
      socket.end(refusal(failure, reply.kind === 'frames' && reply.failures === 'raw'))
    }
  }

  private failsRaw(message: IncomingMessage): boolean {
    const found = this.find(message)
    const reply = found && (WIRES[found.target.key] as AnyWire).reply
    return reply?.kind === 'frames' && reply.failures === 'raw'
  }

  /** Whether a client that wants the connection for itself gets it; else it is answered as if it had not asked. */
  private mayTake(message: IncomingMessage): boolean {
    if (isGrpc(message.method, message.url)) return message.headers.upgrade === 'h2c'
    const found = this.find(message)
    if (!found) return false
    const { reply } = WIRES[found.target.key] as AnyWire
    return reply.kind === 'frames' && reply.taken
  }

  private find(message: IncomingMessage): { target: Target; search: string } | undefined {
    const named = readUrl(message.url ?? '')
    if (!named) return undefined
    const { path, search = '' } = named
    const method = message.method === 'HEAD' && /\/_ping$/.test(path) ? 'GET' : (message.method ?? '')
    const target = route(method, path)
    return target && { target, search }
  }

  private async ask(message: IncomingMessage, target: Target, search: string): Promise<Asked> {
    const wire = WIRES[target.key] as AnyWire
    const rest = await readRequest(wire, message, readForm(search))
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
