import { isErrno } from '../../../../base/errors.ts'
import { toBinary } from '../../../../base/text.ts'
import type { Fd, Process } from '../../../../kernel/process.ts'
import { connectTo } from '../../../net/client/connect.ts'
import { ResolveError, resolve } from '../../../net/resolve.ts'
import { fromBinary } from '../../../text.ts'
import { encodeCommand, type Reply, RespBuffer } from '../resp.ts'

const BLOCK = 65_536

/** The server is not to be reached. */
export class NoLink extends Error {
  override readonly name = 'NoLink'
}

/** A connection to a server. */
export class Link {
  private readonly p: Process
  private readonly fd: Fd
  private readonly buffer = new RespBuffer()

  private constructor(p: Process, fd: Fd) {
    this.p = p
    this.fd = fd
  }

  /** Throws `NoLink`. */
  static async open(p: Process, host: string, port: number): Promise<Link> {
    const failed = (reason: string): NoLink =>
      new NoLink(`Could not connect to Redis at ${host}:${port}: ${reason}`)
    let reason = 'Name or service not known'
    try {
      for (const address of await resolve(p, host)) {
        try {
          return new Link(p, await connectTo(p, { host: address, port }))
        } catch (error) {
          if (!isErrno(error)) throw error
          reason = error.message
        }
      }
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error
      reason = error.message
    }
    throw failed(reason)
  }

  close(): void {
    this.p.close(this.fd)
  }

  /** The answer to a command; undefined where the server closes the connection instead. */
  async ask(words: readonly string[]): Promise<Reply | undefined> {
    const { p, fd, buffer } = this
    try {
      await p.net.send(fd, fromBinary(encodeCommand(words)), { noSignal: true })
      for (;;) {
        const reply = buffer.reply()
        if (reply !== undefined) return reply
        const { data } = await p.net.recv(fd, BLOCK)
        if (data.length === 0) return undefined
        buffer.add(toBinary(data))
      }
    } catch (error) {
      if (isErrno(error, 'ECONNRESET', 'EPIPE')) return undefined
      throw error
    }
  }
}
