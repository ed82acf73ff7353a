import { expect, it } from 'vitest'
import { isErrno } from '../../../src/engine/base/errors.ts'
import type { NetCalls, SocketAddress, SocketState } from '../../../src/engine/kernel/net/calls.ts'
import type { ProcessRecord } from '../../../src/engine/kernel/record.ts'
import { Dice } from '../../support/random.ts'
import { LanHosts } from './support.ts'

/** Random calls on sockets of two machines, with loss, delay and doubles. `STRATA_FUZZ=10000` asks for more. */
const RUNS = Number(process.env.STRATA_FUZZ ?? 150)
const FIRST = Number(process.env.STRATA_FUZZ_SEED ?? 1)
const PORT = 80

/** The edges of RFC 9293, 3.3.2 (figure 5), and what Linux adds: an end by error or reset leads from everywhere to CLOSED. */
const EDGES: Readonly<Record<SocketState, readonly SocketState[]>> = {
  CLOSED: ['SYN-SENT', 'SYN-RECEIVED', 'LISTEN'],
  LISTEN: ['CLOSED'],
  'SYN-SENT': ['SYN-RECEIVED', 'ESTABLISHED', 'CLOSED'],
  'SYN-RECEIVED': ['ESTABLISHED', 'FIN-WAIT-1', 'CLOSED'],
  ESTABLISHED: ['FIN-WAIT-1', 'CLOSE-WAIT', 'CLOSED'],
  'FIN-WAIT-1': ['FIN-WAIT-2', 'CLOSING', 'TIME-WAIT', 'CLOSED'],
  'FIN-WAIT-2': ['TIME-WAIT', 'CLOSED'],
  CLOSING: ['TIME-WAIT', 'CLOSED'],
  'TIME-WAIT': ['CLOSED', 'SYN-RECEIVED', 'SYN-SENT'],
  'CLOSE-WAIT': ['LAST-ACK', 'CLOSED'],
  'LAST-ACK': ['CLOSED'],
}

/** One end of a connection as its program sees it. */
interface End {
  readonly fd: number
  /** Port of the client: what both ends know the connection by. */
  readonly name: number
  readonly side: 'client' | 'server'
  sent: number
  got: number
  wrote: boolean
  outcome: 'end' | string | undefined
}

/** The byte at a place of a stream. */
const byteAt = (name: number, side: End['side'], at: number): number =>
  (name * 31 + (side === 'client' ? 7 : 113) + at * 5 + (at >> 8)) & 255

class Run {
  readonly hosts = new LanHosts()
  readonly dice: Dice
  readonly ends = new Set<End>()
  /** What each end of a connection has written, and whether it said that this was all. */
  readonly written = new Map<string, { count: number; finished: boolean }>()
  readonly connecting = new Set<number>()
  private readonly states = new Map<string, SocketState>()
  readonly wrong: string[] = []
  listener = -1

  constructor(seed: number) {
    this.dice = new Dice(seed)
    const { lan, a, b } = this.hosts
    const loss = this.dice.pick([0, 0.02, 0.15])
    const disorder = this.dice.pick([0, 0.3])
    const later = (): number => (this.dice.chance(disorder) ? this.dice.below(4_000_000) : 0)
    lan.impairment = () =>
      this.dice.chance(loss) ? [] : this.dice.chance(disorder / 5) ? [later(), later()] : [later()]
    for (const record of [a, b])
      record.namespaces.net.device('ens33')!.taps.add(() => {
        this.look(record)
      })
  }

  /** Whether a connection has gone a way that it may. Between two looks at most two steps are made. */
  look(record: ProcessRecord): void {
    for (const { protocol, state, local, remote } of record.calls.net.sockets()) {
      if (protocol !== 'tcp' || state === 'LISTEN' || state === 'CLOSED') continue
      const key = `${local.host}:${local.port}-${remote.host}:${remote.port}`
      const before = this.states.get(key) ?? 'CLOSED'
      this.states.set(key, state)
      if (before === state) continue
      const next = EDGES[before]
      const legal = next.includes(state) || next.some((middle) => EDGES[middle].includes(state))
      if (!legal) this.wrong.push(`${key}: ${before} → ${state}`)
    }
  }

  async attempt<T>(call: () => T | Promise<T>): Promise<{ value: T } | { errno: string }> {
    try {
      return { value: await call() }
    } catch (error) {
      if (isErrno(error)) return { errno: error.errno }
      throw error
    } finally {
      this.look(this.hosts.a)
      this.look(this.hosts.b)
    }
  }

  end(fd: number, name: number, side: End['side']): End {
    const end: End = { fd, name, side, sent: 0, got: 0, wrote: true, outcome: undefined }
    this.ends.add(end)
    this.written.set(`${name} ${side}`, { count: 0, finished: false })
    return end
  }
  net(side: End['side']): NetCalls {
    return (side === 'client' ? this.hosts.a : this.hosts.b).calls.net
  }

  async connect(): Promise<void> {
    const net = this.net('client')
    const fd = net.socket('inet', 'stream')
    net.setNonBlocking(fd, true)
    await this.attempt(() => net.connect(fd, { host: '192.168.244.2', port: PORT }))
    this.connecting.add(fd)
  }
  /** Looks which attempts to connect are over. */
  async settleConnects(): Promise<void> {
    const net = this.net('client')
    for (const fd of this.connecting) {
      const [ready] = await net.poll([{ fd, events: ['out'] }], 0)
      if (!ready) continue
      this.connecting.delete(fd)
      if (net.socketError(fd) || (await this.peer(net, fd)) === undefined) this.hosts.a.calls.close(fd)
      else this.end(fd, net.getsockname(fd).port, 'client')
    }
  }
  private async peer(net: NetCalls, fd: number): Promise<SocketAddress | undefined> {
    const found = await this.attempt(() => net.getpeername(fd))
    return 'value' in found ? found.value : undefined
  }
  async accept(): Promise<void> {
    const net = this.net('server')
    const accepted = await this.attempt(() => net.accept(this.listener))
    if (!('value' in accepted)) return
    net.setNonBlocking(accepted.value.fd, true)
    this.end(accepted.value.fd, accepted.value.peer.port, 'server')
  }
  async send(end: End): Promise<void> {
    const size = this.dice.pick([1, 10, 1000, 1448, 5000, 40_000])
    const bytes = Uint8Array.from({ length: size }, (_, at) => byteAt(end.name, end.side, end.sent + at))
    const result = await this.attempt(() =>
      this.net(end.side).send(end.fd, bytes, { noSignal: true, dontWait: true }),
    )
    if ('errno' in result) {
      const said = this.written.get(`${end.name} ${end.side}`)!.finished
      if (result.errno !== 'EAGAIN' && !(said && result.errno === 'EPIPE')) end.outcome ??= result.errno
      return
    }
    end.sent += result.value
    this.written.get(`${end.name} ${end.side}`)!.count = end.sent
  }
  async receive(end: End): Promise<void> {
    const result = await this.attempt(() => this.net(end.side).recv(end.fd, this.dice.pick([1, 500, 65536])))
    if ('errno' in result) {
      if (result.errno !== 'EAGAIN') end.outcome ??= result.errno
      return
    }
    const { data } = result.value
    if (data.length === 0) {
      this.ended(end)
      return
    }
    const other = end.side === 'client' ? 'server' : 'client'
    for (const byte of data)
      if (byte !== byteAt(end.name, other, end.got++)) this.wrong.push(`${end.name}: byte ${end.got - 1}`)
  }
  /** An end without an error comes after all bytes, and only where the other said that they were all. */
  private ended(end: End): void {
    if (end.outcome) return
    end.outcome = 'end'
    const other = this.written.get(`${end.name} ${end.side === 'client' ? 'server' : 'client'}`)
    if (other && !(other.finished && other.count === end.got))
      this.wrong.push(`${end.name} ${end.side}: end after ${end.got} of ${other.count}`)
  }
  async shutdown(end: End): Promise<void> {
    const result = await this.attempt(() => this.net(end.side).shutdown(end.fd, 'write'))
    if ('value' in result) this.written.get(`${end.name} ${end.side}`)!.finished = true
  }
  close(end: End): void {
    this.ends.delete(end)
    this.written.get(`${end.name} ${end.side}`)!.finished = true
    const record = end.side === 'client' ? this.hosts.a : this.hosts.b
    if (this.dice.chance(0.1)) record.calls.net.setsockopt(end.fd, 'linger', 0)
    this.look(record)
    record.calls.close(end.fd)
    this.look(record)
  }

  async step(): Promise<void> {
    const { dice } = this
    const end = this.ends.size > 0 ? dice.pick([...this.ends]) : undefined
    const roll = dice.below(20)
    if (roll < 3) await this.connect()
    else if (roll < 6) await this.accept()
    else if (!end || roll < 9) await this.hosts.a.calls.sleep(dice.pick([0, 1e5, 3e6, 3e8, 2e9]))
    else if (roll < 13) await this.send(end)
    else if (roll < 17) await this.receive(end)
    else if (roll < 18) await this.shutdown(end)
    else if (roll < 19) this.close(end)
    await this.settleConnects()
  }

  /** All say that they are through, read to the end, and close. */
  async finish(): Promise<void> {
    const { calls } = this.hosts.a
    for (let round = 0; round < 400; round++) {
      await this.accept()
      await this.settleConnects()
      for (const end of this.ends) {
        await this.shutdown(end)
        await this.receive(end)
        if (end.outcome) this.close(end)
      }
      if (this.ends.size === 0 && this.connecting.size === 0) break
      await calls.sleep(round < 300 ? 20e6 : 5e9)
    }
    for (const end of this.ends) {
      // A reset may be lost: then nobody is there to tell of the end.
      const other = [...this.ends].find(({ name, side }) => name === end.name && side !== end.side)
      if (other) this.wrong.push(`${end.name} ${end.side}: neither an end nor an error`)
      this.close(end)
    }
    this.hosts.b.calls.close(this.listener)
    await calls.sleep(1500e9)
    for (const { calls: each, namespaces } of [this.hosts.a, this.hosts.b]) {
      for (const left of each.net.sockets()) this.wrong.push(`left: ${JSON.stringify(left)}`)
      const { ports } = namespaces.net.transports.tcp
      if (ports.size > 0) this.wrong.push(`${ports.size} ports are held`)
    }
  }

  async all(): Promise<string[]> {
    const { machine, a, b } = this.hosts
    await machine.run(async () => {
      const { net } = b.calls
      this.listener = net.socket('inet', 'stream')
      net.setNonBlocking(this.listener, true)
      net.setsockopt(this.listener, 'reuseaddr', true)
      net.bind(this.listener, { host: '0.0.0.0', port: PORT })
      net.listen(this.listener, this.dice.pick([0, 1, 5]))
      const steps = 10 + this.dice.below(60)
      for (let step = 0; step < steps; step++) await this.step()
      await this.finish()
    }, a)
    return this.wrong
  }
}

it(`keeps the rules of TCP in ${RUNS} random runs`, { timeout: 600_000 }, async () => {
  const failures: string[] = []
  for (let seed = FIRST; seed < FIRST + RUNS && failures.length < 5; seed++) {
    const wrong = await new Run(seed).all()
    if (wrong.length > 0) failures.push(`seed ${seed}: ${wrong.slice(0, 3).join('; ')}`)
  }
  expect(failures).toEqual([])
})
