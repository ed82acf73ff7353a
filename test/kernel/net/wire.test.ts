import { expect, it } from 'vitest'
import { decode, encode } from '../../../src/engine/base/text.ts'
import { ACK, FIN, PSH, RST, SYN } from '../../../src/engine/kernel/net/packet.ts'
import type { Process } from '../../../src/engine/kernel/process.ts'
import { TwoHosts } from './support.ts'

/** The segments that were seen on eth0 of a, as tcpdump writes them, but for times and windows. */
async function segments({ net }: Process, sniffer: number): Promise<string[]> {
  const lines: string[] = []
  const first = new Map<number, number>()
  for (;;) {
    const ready = await net.poll([{ fd: sniffer, events: ['in'] }], 0)
    if (ready.length === 0) return lines
    const { frame } = await net.recvFrame(sniffer)
    if (frame.payload.kind !== 'ip' || frame.payload.packet.transport.kind !== 'tcp') continue
    const { src, transport } = frame.payload.packet
    const { sport, dport, seq, ack, flags, payload } = transport
    if (!first.has(sport)) first.set(sport, seq)
    const letters = [
      [FIN, 'F'],
      [SYN, 'S'],
      [RST, 'R'],
      [PSH, 'P'],
      [ACK, '.'],
    ] as const
    const shown = letters.map(([bit, letter]) => (flags & bit ? letter : '')).join('')
    const own = (seq - first.get(sport)!) >>> 0
    const other = (ack - (first.get(dport) ?? 0)) >>> 0
    lines.push(
      `${src.slice(-2)} [${shown}]${payload.length > 0 ? ` ${own}:${own + payload.length}` : ''}${flags & ACK && !(flags & SYN) ? ` ack ${other}` : ''}`,
    )
  }
}

it('sends the segments that Linux sends, when both close in turn', async () => {
  const hosts = new TwoHosts()
  await hosts.on('a', async (p) => {
    const { net } = p
    const { net: server } = hosts.b
    const sniffer = net.socket('packet', 'raw')
    net.bind(sniffer, { device: 'eth0' })
    const listener = server.socket('inet', 'stream')
    server.bind(listener, { host: '0.0.0.0', port: 8080 })
    server.listen(listener, 5)
    const client = net.socket('inet', 'stream')
    await net.connect(client, { host: '192.168.50.20', port: 8080 })
    const { fd } = await server.accept(listener)
    await net.send(client, encode('hello\n'))
    await p.sleep(300e6)
    net.shutdown(client, 'write')
    expect(decode((await server.recv(fd, 100)).data)).toBe('hello\n')
    expect((await server.recv(fd, 100)).data).toHaveLength(0)
    hosts.b.close(fd)
    expect(await segments(p, sniffer)).toEqual([
      '10 [S]',
      '20 [S.]',
      '10 [.] ack 1',
      '10 [P.] 1:7 ack 1',
      '20 [.] ack 7',
      '10 [F.] ack 1',
      '20 [F.] ack 8',
      '10 [.] ack 2',
    ])
  })
})

it('ends in order with one segment that acknowledges and ends', async () => {
  const hosts = new TwoHosts()
  await hosts.on('a', async (p) => {
    const { net } = p
    const { net: server } = hosts.b
    const listener = server.socket('inet', 'stream')
    server.bind(listener, { host: '0.0.0.0', port: 8080 })
    server.listen(listener, 5)
    const client = net.socket('inet', 'stream')
    await net.connect(client, { host: '192.168.50.20', port: 8080 })
    const { fd } = await server.accept(listener)
    p.close(client)
    hosts.b.close(fd)
    expect(hosts.machine.states(p)).toEqual(['TIME-WAIT'])
    expect(hosts.machine.states(hosts.b)).toEqual(['LISTEN'])
  })
})

it('acknowledges an end by itself when the program lets it wait, and answers none with a reset', async () => {
  const hosts = new TwoHosts()
  await hosts.on('a', async (p) => {
    const { net } = p
    const { net: server } = hosts.b
    const sniffer = net.socket('packet', 'raw')
    net.bind(sniffer, { device: 'eth0' })
    const listener = server.socket('inet', 'stream')
    server.bind(listener, { host: '0.0.0.0', port: 8080 })
    server.listen(listener, 5)
    const client = net.socket('inet', 'stream')
    await net.connect(client, { host: '192.168.50.20', port: 8080 })
    p.close(client)
    await p.sleep(100e6)
    const refused = net.socket('inet', 'stream')
    await net.connect(refused, { host: '192.168.50.20', port: 9 }).catch(() => {})
    expect(await segments(p, sniffer)).toEqual([
      '10 [S]',
      '20 [S.]',
      '10 [.] ack 1',
      '10 [F.] ack 1',
      '20 [.] ack 2',
      '10 [S]',
      '20 [R.] ack 1',
    ])
  })
})
