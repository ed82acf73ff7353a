import { decode, encode } from '../../../src/engine/base/text.ts'
import type { Process } from '../../../src/engine/kernel/process.ts'
import { openSmallHost } from '../support/host.ts'

type Body = (p: Process) => Promise<void>

/** A host with containers, and programs that a test puts into their network namespaces. */
export class NetworkHost {
  readonly host = openSmallHost()
  private failure: { error: unknown } | undefined

  /** Output of a line that must succeed. */
  ok(script: string): Promise<string> {
    return this.host.ok(script)
  }

  /** Starts a program in the network of a container, of a process, or of the host. What it throws fails the next `settle`. */
  async start(where: string | number | undefined, body: Body): Promise<void> {
    const pid = typeof where === 'string' ? await this.pidOf(where) : where
    this.host.world.launch('probe', async (p) => {
      try {
        if (pid) p.setns(p.open(`/proc/${pid}/ns/net`, { read: true }))
        await body(p)
      } catch (error) {
        this.failure ??= { error }
      }
      return 0
    })
    await this.settle(false)
  }

  private async pidOf(container: string): Promise<string> {
    return (await this.ok(`docker inspect -f '{{.State.Pid}}' ${container}`)).trim()
  }

  /** Lets so many seconds pass, or fewer where it is done before. */
  async settleFor(seconds: number, done: () => boolean = () => false): Promise<void> {
    const { world } = this.host
    for (let left = seconds * 1e9; left > 0 && !done(); ) {
      const pumped = await world.pump(100_000)
      if (pumped.kind === 'idle') break
      if (pumped.kind !== 'paused') continue
      if (pumped.delay > left) break
      left -= pumped.delay
      world.advance()
    }
  }

  /** Lets all go on until nothing is to do; with `time`, waits included. */
  async settle(time = true): Promise<void> {
    const { world } = this.host
    for (let i = 0; i < 10_000; i++) {
      const pumped = await world.pump(100_000)
      if (pumped.kind === 'idle' || (pumped.kind === 'paused' && !time)) break
      if (pumped.kind === 'paused') world.advance()
    }
    const { failure } = this
    this.failure = undefined
    if (failure) throw failure.error
  }

  /** A server of TCP that says who came and ends; it takes `count` connections. */
  async greet(where: string | undefined, port: number, count = 1): Promise<void> {
    await this.start(where, async ({ net }) => {
      const fd = net.socket('inet', 'stream')
      net.setsockopt(fd, 'reuseaddr', true)
      net.bind(fd, { host: '0.0.0.0', port })
      net.listen(fd, 10)
      for (let i = 0; i < count; i++) {
        const { fd: taken, peer } = await net.accept(fd)
        await net.send(taken, encode(`hello ${peer.host}`))
        net.shutdown(taken, 'write')
      }
    })
  }

  /** What a client of TCP hears, or the errno it gets. */
  async ask(where: string | undefined, to: string, port: number): Promise<string> {
    let said = ''
    await this.start(where, async ({ net }) => {
      const fd = net.socket(to.includes(':') ? 'inet6' : 'inet', 'stream')
      try {
        await net.connect(fd, { host: to, port })
        for (;;) {
          const { data } = await net.recv(fd, 100)
          if (data.length === 0) break
          said += decode(data)
        }
      } catch (error) {
        said = (error as { errno: string }).errno
      }
    })
    for (let i = 0; i < 2000 && said === ''; i++) {
      const pumped = await this.host.world.pump(100_000)
      if (pumped.kind === 'paused') this.host.world.advance()
    }
    return said
  }
}
