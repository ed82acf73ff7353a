import { type Body, chunksOf } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import type { HttpHeaders } from '../../../base/http.ts'
import { concatBytes, encode } from '../../../base/text.ts'
import { type BadRequest, RequestBuffer, type WebRequest } from '../../../base/web-request.ts'
import type { SocketAddress } from '../../../kernel/net/calls.ts'
import type { Fd, Process } from '../../../kernel/process.ts'

/** What is sent back. */
export interface WebAnswer {
  /** `HTTP/1.1 200 OK`. */
  readonly line: string
  readonly headers: HttpHeaders
  readonly body: Body
  /** An answer to HEAD: its body is not sent. */
  readonly bodiless: boolean
  /** The connection ends with it. */
  readonly close: boolean
}

export interface WebServer {
  /** Sockets that listen. */
  readonly listeners: readonly Fd[]
  answer(request: WebRequest | BadRequest, peer: SocketAddress, local: SocketAddress): Promise<WebAnswer>
  /** `now`: all ends at once; `calm`: after what is under way. */
  stopping(): 'now' | 'calm' | undefined
  /** Nanoseconds after which a connection that says nothing is closed. */
  readonly keepAlive: number
}

interface Connection {
  readonly fd: Fd
  readonly peer: SocketAddress
  readonly local: SocketAddress
  readonly buffer: RequestBuffer
  heard: bigint
}

const BLOCK = 65536

/** Serves connections until it is to stop. Several processes may share the listening sockets. */
export async function serve(p: Process, server: WebServer): Promise<void> {
  const { net } = p
  const connections = new Map<Fd, Connection>()
  for (const fd of server.listeners) net.setNonBlocking(fd, true)
  const close = (fd: Fd): void => {
    connections.delete(fd)
    p.close(fd)
  }
  for (;;) {
    const stopping = server.stopping()
    if (stopping === 'now' || (stopping === 'calm' && connections.size === 0)) break
    const waits = [...(stopping ? [] : server.listeners), ...connections.keys()]
    const ready = await readyOf(p, waits, connections.size > 0 ? server.keepAlive : undefined)
    for (const fd of ready) {
      if (server.listeners.includes(fd)) {
        const accepted = await accept(p, fd)
        if (accepted) connections.set(accepted.fd, accepted)
      } else if (!(await heard(p, connections.get(fd)!, server))) close(fd)
    }
    for (const { fd, heard: at } of [...connections.values()])
      if (Number(p.now() - at) >= server.keepAlive || server.stopping() === 'calm') close(fd)
  }
  for (const fd of [...connections.keys()]) close(fd)
}

/** Descriptors with something to read; none where a signal came first. */
async function readyOf(p: Process, fds: readonly Fd[], timeout: number | undefined): Promise<Fd[]> {
  try {
    const ready = await p.net.poll(
      fds.map((fd) => ({ fd, events: ['in'] as const })),
      timeout,
    )
    return ready.map(({ fd }) => fd)
  } catch (error) {
    if (isErrno(error, 'EINTR')) return []
    throw error
  }
}

async function accept(p: Process, listener: Fd): Promise<Connection | undefined> {
  try {
    const { fd, peer } = await p.net.accept(listener)
    return { fd, peer, local: p.net.getsockname(fd), buffer: new RequestBuffer(), heard: p.now() }
  } catch (error) {
    // Another process was faster, or who came is gone already.
    if (isErrno(error, 'EAGAIN', 'ECONNABORTED', 'EINTR')) return undefined
    throw error
  }
}

/** Answers what came. False where the connection is over. */
async function heard(p: Process, connection: Connection, server: WebServer): Promise<boolean> {
  const { fd, buffer, peer, local } = connection
  try {
    const { data } = await p.net.recv(fd, BLOCK, { dontWait: true })
    if (data.length === 0) return false
    connection.heard = p.now()
    buffer.add(data)
    for (let request = buffer.next(); request; request = buffer.next()) {
      const answer = await server.answer(request, peer, local)
      await send(p, fd, answer)
      if (answer.close) return false
    }
    return true
  } catch (error) {
    if (isErrno(error, 'EAGAIN', 'EINTR')) return true
    if (isErrno(error)) return false
    throw error
  }
}

async function send(p: Process, fd: Fd, { line, headers, body, bodiless }: WebAnswer): Promise<void> {
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const head = encode(`${line}\r\n${fields}\r\n`)
  if (bodiless || body.size === 0) {
    await p.net.send(fd, head, { noSignal: true })
    return
  }
  let first: Uint8Array | undefined = head
  for (const chunk of chunksOf(body)) {
    await p.net.send(fd, first ? concatBytes([first, chunk]) : chunk, { noSignal: true })
    first = undefined
  }
}
