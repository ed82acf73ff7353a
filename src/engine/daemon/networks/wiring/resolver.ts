import { type DnsMessage, decodeDns, encodeDns } from '../../../base/dns-message.ts'
import { isErrno } from '../../../base/errors.ts'
import { SECOND } from '../../../base/time.ts'
import type { IpAddress } from '../../../kernel/net/address.ts'
import type { NetNamespace } from '../../../kernel/net/stack.ts'
import { netfilterOf } from '../../../kernel/netfilter/of-namespace.ts'
import type { Fd } from '../../../kernel/process.ts'
import type { ProcessRecord } from '../../../kernel/record.ts'
import type { Daemon } from '../../daemon.ts'
import { ruleOf } from '../firewall/spec.ts'
import { answer } from './answers.ts'
import { upstreams } from './upstreams.ts'

/** Where containers ask for names (moby, libnetwork/resolver.go). */
const ADDRESS = '127.0.0.11' as IpAddress
const BACKLOG = 4096
const LONGEST = 65535
/** How long a server of the host may take. */
const PATIENCE = 4 * SECOND

/** Answers look-ups of names within a container: sockets of the daemon in the container's namespace, and rules that lead to them. */
export class Resolver {
  private readonly daemon: () => Daemon
  private readonly id: string
  private readonly namespace: NetNamespace
  private fds: Fd[] = []
  private stopped = false
  /** The daemon's process when it was made. */
  private process: ProcessRecord | undefined

  constructor(daemon: () => Daemon, id: string, namespace: NetNamespace) {
    this.daemon = daemon
    this.id = id
    this.namespace = namespace
  }

  start(): void {
    const { kernel, process } = this.daemon().host
    const { net } = process.calls
    this.process = process
    const own = process.namespaces
    // A thread of the daemon enters the namespace, makes its sockets and comes back.
    process.namespaces = { ...own, net: this.namespace }
    let udp: Fd
    let tcp: Fd
    try {
      udp = net.socket('inet', 'dgram')
      net.bind(udp, { host: ADDRESS, port: 0 })
      tcp = net.socket('inet', 'stream')
      net.bind(tcp, { host: ADDRESS, port: 0 })
      net.listen(tcp, BACKLOG)
    } finally {
      process.namespaces = own
    }
    this.fds = [udp, tcp]
    this.lead(net.getsockname(udp).port, net.getsockname(tcp).port)
    kernel.task(process, () => this.whileOpen(() => this.serveDatagrams(udp)))
    kernel.task(process, () => this.whileOpen(() => this.serveStreams(tcp)))
  }

  stop(): void {
    this.stopped = true
    // With a daemon that ended its sockets went.
    if (!this.process || this.process.state === 'zombie') return
    const { net, close } = this.process.calls
    for (const fd of this.fds.splice(0)) {
      // Who waits for something to come in wakes up.
      try {
        net.shutdown(fd, 'both')
      } catch (error) {
        if (!isErrno(error, 'ENOTCONN')) throw error
      }
      close(fd)
    }
  }

  /** What fails because the sockets are closed has come to its end. */
  private async whileOpen(serve: () => Promise<void>): Promise<void> {
    try {
      await serve()
    } catch (error) {
      if (!this.stopped || !isErrno(error)) throw error
    }
  }

  /** Port 53 of the address leads to the sockets (moby, libnetwork/resolver_unix.go). */
  private lead(udp: number, tcp: number): void {
    const nat = netfilterOf(this.namespace).rulesets.inet.table('nat')
    for (const name of ['DOCKER_OUTPUT', 'DOCKER_POSTROUTING']) nat.addChain(name)
    nat.insert('OUTPUT', ruleOf({ dst: ADDRESS, target: 'DOCKER_OUTPUT' }))
    nat.insert('POSTROUTING', ruleOf({ dst: ADDRESS, target: 'DOCKER_POSTROUTING' }))
    for (const [protocol, port] of [
      ['tcp', tcp],
      ['udp', udp],
    ] as const) {
      const to = { addresses: { first: ADDRESS, last: ADDRESS }, ports: { from: port, to: port } }
      nat.insert(
        'DOCKER_OUTPUT',
        ruleOf({ dst: ADDRESS, protocol, dport: 53, target: { kind: 'DNAT', ...to } }),
      )
      const from = { ports: { from: 53, to: 53 } }
      nat.insert(
        'DOCKER_POSTROUTING',
        ruleOf({ src: ADDRESS, protocol, sport: port, target: { kind: 'SNAT', ...from } }),
      )
    }
  }

  private async serveDatagrams(fd: Fd): Promise<void> {
    const { kernel, process } = this.daemon().host
    const { net } = process.calls
    for (;;) {
      const { data, from } = await net.recv(fd, LONGEST)
      if (this.stopped) return
      const query = decodeDns(data)
      if (!query || !from) continue
      kernel.task(process, () =>
        this.whileOpen(async () => {
          const reply = await this.reply(query)
          if (!this.stopped) await net.send(fd, reply, { to: from })
        }),
      )
    }
  }

  private async serveStreams(fd: Fd): Promise<void> {
    const { kernel, process } = this.daemon().host
    const { net } = process.calls
    for (;;) {
      const { fd: connection } = await net.accept(fd)
      kernel.task(process, () => this.serveStream(connection))
    }
  }

  /** Over a stream each message has its length before it (RFC 1035, 4.2.2). */
  private async serveStream(fd: Fd): Promise<void> {
    const { net, close } = this.daemon().host.process.calls
    let buffered = new Uint8Array(0)
    try {
      for (;;) {
        const { data } = await net.recv(fd, LONGEST)
        if (data.length === 0) break
        buffered = Uint8Array.from([...buffered, ...data])
        const length = buffered.length < 2 ? Number.POSITIVE_INFINITY : buffered[0]! * 256 + buffered[1]!
        if (buffered.length < length + 2) continue
        const query = decodeDns(buffered.slice(2, length + 2))
        buffered = buffered.slice(length + 2)
        if (!query) break
        const reply = await this.reply(query)
        await net.send(fd, Uint8Array.from([reply.length >> 8, reply.length & 255, ...reply]), {
          noSignal: true,
        })
      }
    } catch (error) {
      if (!isErrno(error)) throw error
    }
    close(fd)
  }

  private async reply(query: DnsMessage): Promise<Uint8Array> {
    const own = answer(this.daemon(), this.id, query)
    return encodeDns(own ?? (await this.forward(query)))
  }

  /** Asks the host's servers, one after another. None answers: SERVFAIL. */
  private async forward(query: DnsMessage): Promise<DnsMessage> {
    const { net, close } = this.daemon().host.process.calls
    for (const host of upstreams(this.daemon(), this.id)) {
      const fd = net.socket(host.includes(':') ? 'inet6' : 'inet', 'dgram')
      try {
        net.setsockopt(fd, 'rcvtimeo', PATIENCE)
        await net.connect(fd, { host, port: 53 })
        await net.send(fd, encodeDns(query))
        const { data } = await net.recv(fd, LONGEST)
        const reply = decodeDns(data)
        if (reply && reply.id === query.id) return reply
      } catch (error) {
        if (!isErrno(error)) throw error
      } finally {
        close(fd)
      }
    }
    return { ...query, response: true, recursionAvailable: false, code: 'SERVFAIL', answers: [] }
  }
}
